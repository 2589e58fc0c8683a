//! Which demands are worked on before all else. An emergency that is over is in the lane again when its state is next written.

crate::migration!(
    "
ALTER TABLE demands ADD COLUMN lane {bool} NOT NULL DEFAULT false;
UPDATE demands SET lane = true WHERE emergency AND closed_at IS NULL;
CREATE INDEX demands_lane ON demands (lane, due_sort, id);
"
);
