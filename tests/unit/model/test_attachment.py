"""A manifest says how many chunks its file has, and nothing that outlives them."""

import msgspec
import pytest

from lindero.model.attachment import CHUNK_BYTES, MAX_CHUNKS, MAX_FILE_BYTES, Attachment
from lindero.model.codec import decode_record, encode_record
from lindero.model.incidents import Note
from lindero.model.record import Pedigree


def attachment(size, chunks):
    return Attachment(
        media_type="image/jpeg",
        size_bytes=size,
        sha256=b"\0" * 32,
        chunks=tuple(n.to_bytes(32, "big") for n in range(chunks)),
    )


@pytest.mark.parametrize(("size", "chunks"), [(1, 1), (CHUNK_BYTES, 1), (CHUNK_BYTES + 1, 2), (3 * CHUNK_BYTES, 3)])
def test_the_number_of_chunks_is_that_of_the_size(size, chunks):
    assert sum(attachment(size, chunks).chunk_bytes(n) for n in range(chunks)) == size
    for other in (chunks - 1, chunks + 1):
        with pytest.raises(ValueError, match="chunks"):
            attachment(size, other)


def test_the_manifest_of_the_largest_file_fits_into_a_body_and_comes_back():
    note = Note(
        id="0" * 26,
        origin="us.cbp",
        observed_at=1,
        recorded_at=1,
        pedigree=Pedigree(nodes=("us.cbp",)),
        desk="us.cbp/watch-1",
        file=attachment(MAX_FILE_BYTES, MAX_CHUNKS),
        file_name="película.mp4",
    )
    body = encode_record(note)
    assert len(body) < CHUNK_BYTES
    assert decode_record(body) == note


def test_equal_content_under_other_salts_is_another_file():
    assert attachment(CHUNK_BYTES + 1, 2).id != attachment(CHUNK_BYTES, 1).id


@pytest.mark.parametrize("media_type", ["", "image", "image/", "Image/JPEG", "a/b/c", "text/plain\n", "x" * 70 + "/y"])
def test_a_media_type_is_type_and_subtype(media_type):
    tree = msgspec.to_builtins(attachment(1, 1)) | {"media_type": media_type}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(tree, Attachment)
