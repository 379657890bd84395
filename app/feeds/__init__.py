"""Records to bytes: every format that programs read, as pure as the domain (no Flask, no SQLAlchemy, no clock).

`registry` names the streams, the formats and the lists; `items` what they are made of; `findings` and `changes` tell
an item in words and HTML; `jsonfeed` and `api` write the bytes; `cursors` says where a reader goes on.
"""
