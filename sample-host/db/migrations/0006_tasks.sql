-- tasks/ : what the process manager does for a store, one row for each task.
-- next_run_at_ms is a wish of the schedule; `requested` is a person's.  While a task runs, `runner`
-- names who runs it and `asked` whether a person had asked for it.
CREATE TABLE task (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  task TEXT NOT NULL,
  interval_minutes BIGINT NOT NULL,
  enabled BIGINT NOT NULL,
  days BIGINT NOT NULL,
  version BIGINT NOT NULL,
  next_run_at_ms BIGINT NOT NULL,
  requested BIGINT NOT NULL,
  since_ms BIGINT,
  state TEXT NOT NULL,
  runner TEXT NOT NULL,
  asked BIGINT NOT NULL,
  cancel_requested BIGINT NOT NULL,
  began_at_ms BIGINT,
  progress_at_ms BIGINT,
  progress_first_at_ms BIGINT,
  progress_first BIGINT NOT NULL,
  progress_done BIGINT NOT NULL,
  progress_total BIGINT NOT NULL,
  progress_unit TEXT NOT NULL,
  last_began_at_ms BIGINT,
  last_ended_at_ms BIGINT,
  last_done_at_ms BIGINT,
  last_result TEXT NOT NULL,
  last_report TEXT NOT NULL,
  last_error TEXT NOT NULL,
  failures BIGINT NOT NULL,
  PRIMARY KEY (tenant, store, task)
);
CREATE TABLE task_run (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  task TEXT NOT NULL,
  began_at_ms BIGINT NOT NULL,
  ended_at_ms BIGINT NOT NULL,
  result TEXT NOT NULL,
  report TEXT NOT NULL,
  error TEXT NOT NULL,
  PRIMARY KEY (tenant, store, task, began_at_ms)
);
-- The processes that run tasks; one that has ended or is silent loses its tasks to the others.
CREATE TABLE task_runner (
  tenant TEXT NOT NULL,
  runner TEXT NOT NULL,
  pid BIGINT NOT NULL,
  pid_started BIGINT NOT NULL,
  host TEXT NOT NULL,
  begun_at_ms BIGINT NOT NULL,
  alive_at_ms BIGINT NOT NULL,
  whole BIGINT NOT NULL,
  PRIMARY KEY (tenant, runner)
);
-- Each warning of an end is given once; a renewed access has another end.
CREATE TABLE expiry_warning (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  ends_at_ms BIGINT NOT NULL,
  days BIGINT NOT NULL,
  warned_at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, store, ends_at_ms, days)
);
