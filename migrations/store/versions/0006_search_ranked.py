"""Search by marks, by likeness and by number, each row seen from its own jurisdiction only.

Long because tables, triggers and policies of one view belong together.

Revision ID: 0006
Revises: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SLOTS = ("view_a", "view_b")

# Roles that nobody signs in as: who writes views, and who finds rows without seeing what they say.
# Roles belong to the cluster, and two of its databases may be migrated at the same moment.
ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} NOLOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$
"""
# Without INHERIT the program has the rights of a role only where it says so (SET ROLE).
MEMBER = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_auth_members
            WHERE roleid = '{role}'::regrole AND member = 'cancuoc_app'::regrole) THEN
        GRANT {role} TO cancuoc_app WITH INHERIT FALSE, SET TRUE;
    END IF;
EXCEPTION WHEN unique_violation THEN
    NULL;
END $$
"""

GRANTS = """
GRANT SELECT ON events, positions, programme_clock, store_epoch TO cancuoc_projector;
GRANT SELECT, INSERT, UPDATE ON projections TO cancuoc_projector;
GRANT USAGE ON SCHEMA public, view_a, view_b TO cancuoc_projector;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, MAINTAIN
    ON ALL TABLES IN SCHEMA view_a, view_b TO cancuoc_projector;
ALTER DEFAULT PRIVILEGES IN SCHEMA view_a, view_b
    GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, MAINTAIN ON TABLES TO cancuoc_projector;
GRANT USAGE ON SCHEMA public, view_a, view_b TO cancuoc_finder;
GRANT SELECT ON projections, positions TO cancuoc_finder;
"""

# What an older program filled goes on being found, by its folded names and by the units of 2021,
# until the projector has rebuilt it.
COLUMNS = """
ALTER TABLE {slot}.citizen_search
    ADD COLUMN merged boolean NOT NULL DEFAULT false,
    ADD COLUMN erased boolean NOT NULL DEFAULT false,
    ADD COLUMN merged_into uuid,
    ADD COLUMN tone_surname text,
    ADD COLUMN tone_middle text,
    ADD COLUMN tone_given text,
    ADD COLUMN sort_surname bytea,
    ADD COLUMN sort_middle bytea,
    ADD COLUMN sort_given bytea,
    ADD COLUMN unit_places text,
    ADD COLUMN residence_places text,
    ADD COLUMN return_places text;
UPDATE {slot}.citizen_search SET
    tone_surname = fold_surname, tone_middle = fold_middle, tone_given = fold_given,
    sort_surname = convert_to(fold_surname, 'UTF8') || '\\x00',
    sort_middle = convert_to(fold_middle, 'UTF8') || '\\x00',
    sort_given = convert_to(fold_given, 'UTF8') || '\\x00',
    unit_places = concat_ws(' ', unit, unit_province, unit_district, unit_commune),
    residence_places = nullif(concat_ws(' ', residence_unit, residence_province,
        residence_district, residence_commune), '');
ALTER TABLE {slot}.citizen_search
    ALTER COLUMN unit_places SET NOT NULL,
    DROP COLUMN fold_name,
    DROP COLUMN status,
    DROP COLUMN unit_province,
    DROP COLUMN unit_district,
    DROP COLUMN unit_commune,
    DROP COLUMN residence_province,
    DROP COLUMN residence_district,
    DROP COLUMN residence_commune;
ALTER TABLE {slot}.citizen_search
    ADD COLUMN status text NOT NULL GENERATED ALWAYS AS (CASE
        WHEN erased THEN 'erased'
        WHEN merged THEN 'merged'
        WHEN number_cancelled THEN 'verified'
        ELSE stage END) STORED,
    ADD COLUMN places text[] NOT NULL GENERATED ALWAYS AS (array_remove(string_to_array(
        unit_places || ' ' || coalesce(residence_places, '') || ' ' || coalesce(return_places, ''),
        ' '), '')) STORED,
    ADD COLUMN name_id uuid GENERATED ALWAYS AS (CASE WHEN given IS NOT NULL THEN
        md5(coalesce(surname, '') || E'\\x1f' || coalesce(middle, '') || E'\\x1f' || given)::uuid
        END) STORED;
CREATE INDEX ON {slot}.citizen_search (name_id, citizen_id) INCLUDE (birth_earliest, birth_latest);
CREATE INDEX ON {slot}.citizen_search USING gin (places) WITH (gin_pending_list_limit = 256);
"""

NUMBERS = """
CREATE TABLE {slot}.citizen_number (
    citizen_id uuid NOT NULL,
    kind text NOT NULL,
    number text NOT NULL,
    established_on date,
    ended_on date,
    end_reason text,
    PRIMARY KEY (citizen_id, kind, number)
);
INSERT INTO {slot}.citizen_number
    SELECT citizen_id, 'pin', pin, established_on, ended_on, end_reason FROM {slot}.citizen_pin;
DROP TABLE {slot}.citizen_pin;
CREATE INDEX ON {slot}.citizen_number (number);
"""

# Everything about names is asked of the distinct ones, of which there are few: millions of people
# share them. `fold` begins with a blank, so that every word of it does.
DICTIONARY = """
CREATE TABLE {slot}.citizen_name (
    name_id uuid PRIMARY KEY,
    words text[] COLLATE "C" NOT NULL,
    tones text[] COLLATE "C" NOT NULL,
    fold text COLLATE "C" NOT NULL,
    initials text COLLATE "C" NOT NULL,
    sort bytea NOT NULL
);
CREATE INDEX ON {slot}.citizen_name USING gin (words) WITH (fastupdate = off);
CREATE INDEX ON {slot}.citizen_name (initials);
CREATE INDEX ON {slot}.citizen_name (sort, name_id);
CREATE TABLE {slot}.citizen_word (word text COLLATE "C" PRIMARY KEY);
CREATE INDEX ON {slot}.citizen_word USING gin (word gin_trgm_ops) WITH (fastupdate = off);
CREATE TABLE {slot}.citizen_joined (
    stream uuid PRIMARY KEY,
    memory bytea STORAGE EXTERNAL NOT NULL
);
"""

# What a row of the search says of its name; a name without any letter is found by number only.
NAMES = """
INSERT INTO {slot}.citizen_name (name_id, words, tones, fold, initials, sort)
SELECT name_id, words, tones, ' ' || array_to_string(words, ' '),
    (SELECT string_agg(left(word, 1), '' ORDER BY n)
     FROM unnest(words) WITH ORDINALITY AS w (word, n)), sort
FROM (SELECT DISTINCT ON (name_id) name_id,
        array_remove(string_to_array(coalesce(fold_surname, '') || ' '
            || coalesce(fold_middle, '') || ' ' || fold_given, ' '), '') AS words,
        array_remove(string_to_array(coalesce(tone_surname, '') || ' '
            || coalesce(tone_middle, '') || ' ' || tone_given, ' '), '') AS tones,
        sort_given || coalesce(sort_surname, '\\x000000')
            || coalesce(sort_middle, '\\x000000') AS sort
    FROM {slot}.citizen_search WHERE name_id IS NOT NULL AND {which}) AS names
WHERE words <> '{{}}'
ON CONFLICT DO NOTHING
"""

# The names that rows have, and no others: with its last bearer a name goes, and with its last name
# a word. A statement changes many rows and runs each of these once.
KEEPING = """
CREATE FUNCTION {slot}.keep_names() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    named uuid[];
    gone uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(citizen_id) INTO named FROM newer WHERE newer.name_id IS NOT NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT array_agg(citizen_id), array_agg(DISTINCT older.name_id) INTO named, gone
        FROM older JOIN newer USING (citizen_id)
        WHERE older.name_id IS DISTINCT FROM newer.name_id;
    ELSE
        SELECT array_agg(DISTINCT older.name_id) INTO gone FROM older;
    END IF;
    {names};
    DELETE FROM {slot}.citizen_name AS n WHERE n.name_id = ANY (gone) AND NOT EXISTS (
        SELECT FROM {slot}.citizen_search AS p WHERE p.name_id = n.name_id);
    RETURN NULL;
END $$;
CREATE FUNCTION {slot}.keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO {slot}.citizen_word SELECT DISTINCT unnest(words) FROM newer
        ON CONFLICT DO NOTHING;
    ELSE
        DELETE FROM {slot}.citizen_word AS w
        WHERE w.word IN (SELECT unnest(words) FROM older) AND NOT EXISTS (
            SELECT FROM {slot}.citizen_name AS n WHERE n.words @> ARRAY[w.word]);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER named AFTER INSERT ON {slot}.citizen_search
    REFERENCING NEW TABLE AS newer FOR EACH STATEMENT EXECUTE FUNCTION {slot}.keep_names();
CREATE TRIGGER renamed AFTER UPDATE ON {slot}.citizen_search
    REFERENCING OLD TABLE AS older NEW TABLE AS newer
    FOR EACH STATEMENT EXECUTE FUNCTION {slot}.keep_names();
CREATE TRIGGER gone AFTER DELETE ON {slot}.citizen_search
    REFERENCING OLD TABLE AS older FOR EACH STATEMENT EXECUTE FUNCTION {slot}.keep_names();
CREATE TRIGGER named AFTER INSERT ON {slot}.citizen_name
    REFERENCING NEW TABLE AS newer FOR EACH STATEMENT EXECUTE FUNCTION {slot}.keep_words();
CREATE TRIGGER gone AFTER DELETE ON {slot}.citizen_name
    REFERENCING OLD TABLE AS older FOR EACH STATEMENT EXECUTE FUNCTION {slot}.keep_words();
"""

PERSONAL = ("citizen_search", "citizen_number", "citizen_name", "citizen_word", "citizen_joined")

# Forced, so that the owner of the tables is no exception.
SECURED = """
ALTER TABLE {slot}.{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {slot}.{table} FORCE ROW LEVEL SECURITY;
REVOKE ALL ON {slot}.{table} FROM cancuoc_app;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, MAINTAIN ON {slot}.{table} TO cancuoc_projector;
CREATE POLICY written ON {slot}.{table} TO cancuoc_projector USING (true) WITH CHECK (true);
"""

# A setting that was never made is null, and one that was made and is over is empty: no row has
# either among its places.
JURISDICTION = "nullif(current_setting('cancuoc.jurisdiction', true), '')"
SEEN = f"({JURISDICTION} IN ('centre', 'ministry') OR {JURISDICTION} = ANY (places))"
OWN = "EXISTS (SELECT FROM {slot}.citizen_search AS p WHERE p.citizen_id = {table}.citizen_id)"
POLICIES = f"""
GRANT SELECT ON {{slot}}.citizen_search, {{slot}}.citizen_number TO cancuoc_app;
CREATE POLICY seen ON {{slot}}.citizen_search TO cancuoc_app USING {SEEN} WITH CHECK {SEEN};
CREATE POLICY seen ON {{slot}}.citizen_number TO cancuoc_app
    USING ({OWN.format(slot="{slot}", table="citizen_number")});
GRANT SELECT (citizen_id, name_id, places, birth_earliest, birth_latest, sex, standing, merged_into)
    ON {{slot}}.citizen_search TO cancuoc_finder;
GRANT SELECT ON {{slot}}.citizen_number, {{slot}}.citizen_name, {{slot}}.citizen_word
    TO cancuoc_finder;
CREATE POLICY found ON {{slot}}.citizen_search FOR SELECT TO cancuoc_finder USING (true);
CREATE POLICY found ON {{slot}}.citizen_number FOR SELECT TO cancuoc_finder USING (true);
CREATE POLICY found ON {{slot}}.citizen_name FOR SELECT TO cancuoc_finder USING (true);
CREATE POLICY found ON {{slot}}.citizen_word FOR SELECT TO cancuoc_finder USING (true);
"""

# Public facts only, therefore without row-level security; lists go from the newest down.
APPLICATIONS = """
CREATE TABLE {slot}.application_search (
    application_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    status text NOT NULL,
    kind text NOT NULL,
    citizen_id uuid NOT NULL,
    intake_unit text NOT NULL,
    intake_places text NOT NULL,
    received_on date NOT NULL,
    to_unit text,
    sent_places text,
    places text[] NOT NULL GENERATED ALWAYS AS (array_remove(string_to_array(
        intake_places || ' ' || coalesce(sent_places, ''), ' '), '')) STORED,
    batch_id uuid,
    manifest_id uuid,
    blank_serial text,
    opened_at bigint NOT NULL,
    position bigint NOT NULL
);
CREATE INDEX ON {slot}.application_search (opened_at);
CREATE INDEX ON {slot}.application_search (status, opened_at);
CREATE INDEX ON {slot}.application_search (received_on, opened_at);
CREATE INDEX ON {slot}.application_search (citizen_id, opened_at);
CREATE INDEX ON {slot}.application_search (blank_serial) WHERE blank_serial IS NOT NULL;
CREATE INDEX ON {slot}.application_search (batch_id, opened_at) WHERE batch_id IS NOT NULL;
CREATE INDEX ON {slot}.application_search (manifest_id, opened_at) WHERE manifest_id IS NOT NULL;
CREATE INDEX ON {slot}.application_search USING gin (places) WITH (gin_pending_list_limit = 256);
CREATE TABLE {slot}.application_memory (
    stream uuid PRIMARY KEY,
    memory bytea STORAGE EXTERNAL NOT NULL
);
"""


def upgrade() -> None:
    for role in ("cancuoc_projector", "cancuoc_finder"):
        op.execute(ROLE.format(role=role))
        op.execute(MEMBER.format(role=role))
    op.execute(GRANTS)
    for slot in SLOTS:
        for statement in (COLUMNS, NUMBERS, DICTIONARY):
            op.execute(statement.format(slot=slot))
        named = NAMES.format(slot=slot, which="citizen_id = ANY (named)")
        op.execute(KEEPING.format(slot=slot, names=named))
        op.execute(NAMES.format(slot=slot, which="true"))
        for table in PERSONAL:
            op.execute(SECURED.format(slot=slot, table=table))
        op.execute(POLICIES.format(slot=slot))
        op.execute(APPLICATIONS.format(slot=slot))


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
