-- What version 1 of the schema was. Never changed.

CREATE TABLE delivery (
  id VARCHAR(128) NOT NULL,
  event VARCHAR(64) NOT NULL,
  payload BLOB,
  state VARCHAR(8) NOT NULL,
  due DOUBLE NOT NULL,
  attempts INTEGER NOT NULL,
  owner VARCHAR(200),
  lease DOUBLE,
  error TEXT,
  received DOUBLE NOT NULL,
  handled DOUBLE,
  PRIMARY KEY (id)
);

CREATE INDEX delivery_due ON delivery (state, due);

CREATE TABLE job (
  "key" VARCHAR(300) NOT NULL,
  data TEXT NOT NULL,
  state VARCHAR(8) NOT NULL,
  due DOUBLE NOT NULL,
  first_wanted DOUBLE,
  attempts INTEGER NOT NULL,
  owner VARCHAR(200),
  lease DOUBLE,
  error TEXT,
  PRIMARY KEY ("key")
);

CREATE INDEX job_due ON job (state, due);

CREATE TABLE lease (
  "key" VARCHAR(300) NOT NULL,
  owner VARCHAR(200) NOT NULL,
  lease DOUBLE NOT NULL,
  PRIMARY KEY ("key")
);

CREATE INDEX ix_lease_owner ON lease (owner);

CREATE TABLE moment (
  name VARCHAR(32) NOT NULL,
  at DOUBLE NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE reply (
  id INTEGER NOT NULL,
  login VARCHAR(200) NOT NULL,
  at DOUBLE NOT NULL,
  PRIMARY KEY (id)
);

CREATE INDEX ix_reply_login ON reply (login);

CREATE TABLE schema (
  version INTEGER NOT NULL
);

CREATE TABLE told (
  convoy INTEGER NOT NULL,
  "key" VARCHAR(200) NOT NULL,
  PRIMARY KEY (convoy, "key")
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

INSERT INTO schema (version) VALUES (1);

INSERT INTO delivery (id, event, payload, state, due, attempts, received) VALUES ('d-1', 'issues', X'7b7d', 'new', 1, 0, 1);

INSERT INTO job (key, data, state, due, first_wanted, attempts) VALUES ('cmd:c1', '{"a": "1"}', 'wanted', 1, 1, 0);

INSERT INTO told (convoy, key) VALUES (12, '2.0123456789abcdef0123 1');

INSERT INTO tracks (convoy, repo_key, number, repo) VALUES (12, 'acme/gastown', 3, 'acme/gastown');
