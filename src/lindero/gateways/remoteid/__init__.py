"""Remote ID: the identity and position that a drone broadcasts by radio (ASTM F3411-22a, ASD-STAN EN 4709-002).

From the radio inwards: `pcap` and `pcapng` give frames, `wifi` and `bluetooth` find the broadcasts in them, `decode`
gives the messages, `identity` and `transmitters` say whose they are, `feed` and `recording` make sightings of them,
`detection` records. `dronescout` enters at the messages. Everything but `adapter` is pure.
"""
