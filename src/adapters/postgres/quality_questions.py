"""What two persons, or a person and a card, say of each other: questions to the quality view.

Each is asked for a page of persons, so that it costs what the page costs. Text of SQL with the
schema of the live slot: nothing that anybody sent is in it.
"""

OWN = """
SELECT f.check_id, f.citizen_id, f.since, f.about
FROM {slot}.quality_failures f
WHERE f.citizen_id = ANY(%(people)s) AND %(day)s BETWEEN f.first_day AND f.last_day
"""

PEOPLE = """
SELECT citizen_id, version, standing, birth, marital, names_spouse, is_head, home_unit, home_as_of,
       confirmed_on, remedy, traits, unit_province
FROM {slot}.quality_people WHERE citizen_id = ANY(%(people)s)
"""

APPLICATIONS = """
SELECT citizen_id, application_id, open, intake_unit, captured_on, accounted, captured, bandaged,
       address_failed, position
FROM {slot}.quality_applications WHERE citizen_id = ANY(%(people)s)
ORDER BY citizen_id, application_id
"""

CARDS = """
SELECT citizen_id, status, position FROM {slot}.quality_cards WHERE citizen_id = ANY(%(people)s)
"""

# Of a number that very many share, the first so many tell enough.
SHARED = """
SELECT k.citizen_id, other.citizen_id, k.kind, greatest(k.since, other.since)
FROM {slot}.quality_keys k CROSS JOIN LATERAL (
  SELECT o.citizen_id, o.since FROM {slot}.quality_keys o
  WHERE o.digest = k.digest AND o.kind = k.kind AND o.citizen_id <> k.citizen_id
  ORDER BY o.citizen_id LIMIT %(most)s) other
WHERE k.citizen_id = ANY(%(people)s) AND k.kind = ANY(%(kinds)s)
"""

# Both ways: of the persons named, and of those who name them.
LINKS = """
WITH named AS (
  SELECT l.citizen_id, l.kind, l.to_head, l.since, l.to_citizen AS other
  FROM {slot}.quality_links l
  WHERE l.to_citizen IS NOT NULL
    AND (l.citizen_id = ANY(%(people)s) OR l.to_citizen = ANY(%(people)s))
  UNION
  SELECT l.citizen_id, l.kind, l.to_head, l.since, k.citizen_id
  FROM {slot}.quality_links l
  JOIN {slot}.quality_keys k ON k.digest = l.to_pin AND k.kind IN ('pin', 'old-pin')
  WHERE l.to_pin IS NOT NULL AND l.citizen_id = ANY(%(people)s)
  UNION
  SELECT l.citizen_id, l.kind, l.to_head, l.since, k.citizen_id
  FROM {slot}.quality_keys k JOIN {slot}.quality_links l ON l.to_pin = k.digest
  WHERE k.citizen_id = ANY(%(people)s) AND k.kind IN ('pin', 'old-pin')
  UNION
  SELECT l.citizen_id, l.kind, l.to_head, l.since, k.citizen_id
  FROM {slot}.quality_links l
  JOIN {slot}.quality_keys k ON k.digest = l.to_cmnd9 AND k.kind = 'cmnd9'
  WHERE l.to_cmnd9 IS NOT NULL AND l.citizen_id = ANY(%(people)s)
  UNION
  SELECT l.citizen_id, l.kind, l.to_head, l.since, k.citizen_id
  FROM {slot}.quality_keys k JOIN {slot}.quality_links l ON l.to_cmnd9 = k.digest
  WHERE k.citizen_id = ANY(%(people)s) AND k.kind = 'cmnd9'
)
SELECT citizen_id, other, kind, to_head, since FROM named WHERE other <> citizen_id
ORDER BY citizen_id, other, kind
"""

CONFIRMED_DUPLICATES = """
SELECT o.citizen_id, o.other_citizen_id, a.position
FROM {slot}.quality_others o
JOIN {slot}.quality_applications a ON a.citizen_id = o.citizen_id AND a.application_id = o.stream
WHERE o.kind = 'card-application' AND a.duplicate_on IS NOT NULL
  AND (o.citizen_id = ANY(%(people)s) OR o.other_citizen_id = ANY(%(people)s))
"""

CASES = """
SELECT c.citizen_id, c.check_id, o.other_citizen_id, c.case_id, c.status, c.settled_at,
       c.settled_version
FROM {slot}.quality_cases c
LEFT JOIN {slot}.quality_others o ON o.stream = c.case_id
WHERE c.citizen_id = ANY(%(people)s) ORDER BY c.opened_at
"""

NAMES = """
SELECT part, digest, count FROM {slot}.quality_names
WHERE (part, digest) IN (SELECT * FROM unnest(%(parts)s::text[], %(digests)s::bigint[]))
"""

# Whoever changed after a position, in order; a settled case asks again for its person.
CHANGED = """
SELECT position, citizen_id FROM (
  (SELECT position, citizen_id FROM {slot}.quality_people
   WHERE position > %(after)s ORDER BY position LIMIT %(most)s)
  UNION ALL
  (SELECT position, citizen_id FROM {slot}.quality_applications
   WHERE position > %(after)s ORDER BY position LIMIT %(most)s)
  UNION ALL
  (SELECT position, citizen_id FROM {slot}.quality_cards
   WHERE position > %(after)s ORDER BY position LIMIT %(most)s)
  UNION ALL
  (SELECT settled_at, citizen_id FROM {slot}.quality_cases
   WHERE settled_at >= 0 AND settled_at > %(after)s ORDER BY settled_at LIMIT %(most)s)
) changed ORDER BY position LIMIT %(most)s
"""

DUE = """
SELECT DISTINCT day, citizen_id FROM {slot}.quality_due
WHERE day <= %(until)s AND (day, citizen_id) > (%(day)s, %(citizen)s)
ORDER BY day, citizen_id LIMIT %(most)s
"""

EVERYBODY = """
SELECT citizen_id FROM {slot}.quality_people WHERE citizen_id > %(after)s
ORDER BY citizen_id LIMIT %(most)s
"""
HOW_MANY = "SELECT count(*) FROM {slot}.quality_people"
EVALUATED = """
SELECT measure FROM {slot}.quality_counts
WHERE day <= %(day)s AND measure = ANY(%(measures)s) GROUP BY 1 HAVING sum(count) > 0
"""

LIVE = """
SELECT live_slot, CASE live_slot WHEN 'a' THEN position_a ELSE position_b END
FROM projections WHERE name = 'quality'
"""
