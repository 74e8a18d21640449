-- compatible: 6
-- Which objects left by another way than the link: a feed's releases of one object make one line of the log a minute.

CREATE INDEX decision_by_way_and_object ON decision (object_key) WHERE way_out <> 'link' AND released = 1;
