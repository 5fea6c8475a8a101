-- What people look for among jobs and events.

-- Dead letters of one cause, whatever kind of job they are of. They are few beside the jobs that were done.
create index jobs_dead_by_code on plinth.jobs (organization_id, error_code, id) where state = 'dead';

-- What happened to one object: its part of a timeline.
create index events_by_subject on plinth.events (organization_id, subject_id, seq);
