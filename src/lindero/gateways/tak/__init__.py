"""TAK: Cursor on Target events as XML and as TAK protocol version 1, towards TAK servers."""
