-- What version 4 of the schema was. Never changed.

CREATE TABLE delivery (
  id VARCHAR(128) NOT NULL,
  event VARCHAR(64) NOT NULL,
  payload BYTEA,
  state VARCHAR(8) NOT NULL,
  due DOUBLE PRECISION NOT NULL,
  attempts INTEGER NOT NULL,
  owner VARCHAR(200),
  lease DOUBLE PRECISION,
  error TEXT,
  received DOUBLE PRECISION NOT NULL,
  handled DOUBLE PRECISION,
  PRIMARY KEY (id)
);

CREATE INDEX delivery_due ON delivery (state, due);

CREATE TABLE job (
  key VARCHAR(300) NOT NULL,
  data TEXT NOT NULL,
  state VARCHAR(8) NOT NULL,
  due DOUBLE PRECISION NOT NULL,
  first_wanted DOUBLE PRECISION,
  attempts INTEGER NOT NULL,
  owner VARCHAR(200),
  lease DOUBLE PRECISION,
  error TEXT,
  urgent INTEGER DEFAULT '0' NOT NULL,
  cause VARCHAR(128) DEFAULT '' NOT NULL,
  lane INTEGER DEFAULT '0' NOT NULL,
  person VARCHAR(200) DEFAULT '' NOT NULL,
  turn INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (key)
);

CREATE INDEX job_due ON job (state, due);

CREATE INDEX job_person ON job (person);

CREATE INDEX job_turn ON job (state, lane, turn);

CREATE TABLE lease (
  key VARCHAR(300) NOT NULL,
  owner VARCHAR(200) NOT NULL,
  lease DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (key)
);

CREATE INDEX ix_lease_owner ON lease (owner);

CREATE TABLE moment (
  name VARCHAR(32) NOT NULL,
  at DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE reply (
  id SERIAL NOT NULL,
  login VARCHAR(200) NOT NULL,
  at DOUBLE PRECISION NOT NULL,
  source VARCHAR(64) DEFAULT '' NOT NULL,
  PRIMARY KEY (id)
);

CREATE INDEX ix_reply_login ON reply (login);

CREATE TABLE schema (
  version INTEGER NOT NULL
);

CREATE TABLE told (
  convoy INTEGER NOT NULL,
  key VARCHAR(200) NOT NULL,
  PRIMARY KEY (convoy, key)
);

CREATE TABLE tracks (
  convoy INTEGER NOT NULL,
  repo_key VARCHAR(200) NOT NULL,
  number INTEGER NOT NULL,
  repo VARCHAR(200) NOT NULL,
  repo_id BIGINT,
  PRIMARY KEY (convoy, repo_key, number)
);

CREATE INDEX tracks_by_id ON tracks (repo_id, number);

CREATE INDEX tracks_by_name ON tracks (repo_key, number);

CREATE TABLE wrote (
  convoy INTEGER NOT NULL,
  digest VARCHAR(64) NOT NULL,
  PRIMARY KEY (convoy)
);

INSERT INTO schema (version) VALUES (4);

INSERT INTO delivery (id, event, payload, state, due, attempts, received, handled) VALUES ('done-1', 'issues', NULL, 'done', 1, 1, 1, 2.0);

INSERT INTO delivery (id, event, payload, state, due, attempts, received, handled) VALUES ('new-1', 'issues', '\x7b226a6f6273223a205b22636f6d6d616e643a6339225d7d', 'new', 1, 0, 2, NULL);

INSERT INTO delivery (id, event, payload, state, due, attempts, received, handled) VALUES ('new-2', 'issues', '\x7b226a6f6273223a205b2273796e633a3132225d7d', 'new', 1, 3, 3, NULL);

INSERT INTO delivery (id, event, payload, state, due, attempts, received, handled) VALUES ('dead-1', 'issues', '\x7b226a6f6273223a205b2273796e633a3133225d7d', 'dead', 1, 8, 4, NULL);

INSERT INTO delivery (id, event, payload, state, due, attempts, received, handled) VALUES ('dead-2', 'issues', '\x7b22706f69736f6e223a20747275657d', 'dead', 1, 8, 5, NULL);

INSERT INTO job (key, data, state, due, first_wanted, attempts, owner, lease, error, cause, lane, person, turn) VALUES ('convoy:12', '{"acme/gastown#3": "2026-01-02T12:00:03+00:00", "Acme/hq#12": "2026-01-02T12:00:01+00:00"}', 'wanted', 1, 1, 0, NULL, NULL, NULL, 'd-0', 0, '', 0);

INSERT INTO job (key, data, state, due, first_wanted, attempts, owner, lease, error, cause, lane, person, turn) VALUES ('convoy:16', '{"acme/gastown#3": "2026-01-02T12:00:02+00:00"}', 'wanted', 1, 1, 2, NULL, NULL, '502', '', 0, '', 0);

INSERT INTO job (key, data, state, due, first_wanted, attempts, owner, lease, error, cause, lane, person, turn) VALUES ('cmd:c7', '{"thread": "acme/hq#1", "text": "0123456789abcdef", "by": "Joe", "comment": "7"}', 'running', 1, NULL, 1, 'host/1/0', 1, NULL, 'd-7', 1, 'joe', 2);

INSERT INTO job (key, data, state, due, first_wanted, attempts, owner, lease, error, cause, lane, person, turn) VALUES ('cmd:i9', '{"thread": "acme/beads#2", "text": "0123456789abcdef", "by": "mallory"}', 'dead', 1, 1, 8, NULL, NULL, 'a bug', '', 2, 'mallory', 0);

INSERT INTO job (key, data, state, due, first_wanted, attempts, owner, lease, error, cause, lane, person, turn) VALUES ('restore:14', '{"was": "2026-01-02T12:00:00+00:00\nThe text\nbefore"}', 'wanted', 1, 1, 0, NULL, NULL, NULL, '', 0, '', 0);

INSERT INTO job (key, data, state, due, first_wanted, attempts, owner, lease, error, cause, lane, person, turn) VALUES ('merge:15', '{}', 'wanted', 1, 1, 0, NULL, NULL, NULL, '', 0, '', 0);

INSERT INTO job (key, data, state, due, first_wanted, attempts, owner, lease, error, cause, lane, person, turn) VALUES ('auto:acme/beads#7', '{}', 'wanted', 1, 1, 0, NULL, NULL, NULL, '', 0, '', 0);

INSERT INTO job (key, data, state, due, first_wanted, attempts, owner, lease, error, cause, lane, person, turn) VALUES ('sweep', '{}', 'wanted', 1, 1, 0, NULL, NULL, NULL, '', 0, '', 0);

INSERT INTO job (key, data, state, due, first_wanted, attempts, owner, lease, error, cause, lane, person, turn) VALUES ('label', '{}', 'wanted', 1, 1, 0, NULL, NULL, NULL, '', 0, '', 0);

INSERT INTO told (convoy, key) VALUES (12, '2.0123456789abcdef0123 1');

INSERT INTO tracks (convoy, repo_key, number, repo) VALUES (12, 'acme/gastown', 3, 'acme/gastown');
