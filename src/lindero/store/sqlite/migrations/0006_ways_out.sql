-- compatible: 6
-- By which way out each decision was made; refusals are folded by it too.

ALTER TABLE decision ADD COLUMN way_out TEXT NOT NULL DEFAULT 'link';
DROP INDEX decision_fold;
CREATE UNIQUE INDEX decision_fold ON decision (partner, object_key, reasons, minute, way_out) WHERE released = 0;

-- What left by another way than the link: a recall names copies that it cannot reach.
CREATE INDEX decision_by_way ON decision (record) WHERE way_out <> 'link' AND released = 1;
