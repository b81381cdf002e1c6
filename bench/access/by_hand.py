"""The same rows in SQL written by hand for PostgreSQL, without a wall in front of it: what the reads are compared with."""

_IN_TIME = "g.ended_at IS NULL AND g.since <= now() AND (g.until IS NULL OR g.until > now())"
_KEYS = f"""
SELECT DISTINCT x.sort_on, x.record_id FROM unnest(%(mine)s::text[]) mine CROSS JOIN LATERAL (
  SELECT g.sort_on, g.record_id FROM access_grant g WHERE g.principal = mine AND g.kind = 'case' AND {_IN_TIME} {{more}}
  ORDER BY g.sort_on DESC, g.record_id DESC LIMIT 51) x
ORDER BY 1 DESC, 2 DESC LIMIT 51"""  # noqa: S608 -- constants of this file
_ROWS = """
SELECT c.*, r.ref, o.name, u.name FROM ({keys}) k
JOIN case_file c ON c.record_id = k.record_id JOIN record r ON r.id = c.record_id JOIN organisation o ON o.id =
c.lead_org_id LEFT JOIN app_user u ON u.id = c.owner_user_id
ORDER BY k.sort_on DESC, k.record_id DESC"""
_COUNT = f"""
SELECT count(*) FROM (SELECT DISTINCT g.record_id FROM access_grant g
  WHERE g.principal = ANY (%(mine)s) AND g.kind = 'case' AND {_IN_TIME} {{more}} LIMIT 1001) x"""  # noqa: S608 -- as above
_OPEN_NOISE = "AND g.subject = 'NOI' AND g.is_open"
_SEES = f"""
EXISTS (SELECT 1 FROM access_grant g WHERE g.record_id = {{table}}.record_id AND g.principal = ANY (%(mine)s) AND {_IN_TIME})"""  # noqa: S608 -- as above
_WORD = f"""
SELECT s.record_id FROM search_entry s WHERE to_tsvector('english', s.words) @@ to_tsquery('english', %(word)s)
 AND {_SEES.format(table="s")} ORDER BY s.record_id DESC LIMIT 400"""  # noqa: S608 -- as above


def _page(more: str = "") -> str:
    return _ROWS.format(keys=_KEYS.format(more=more))


# Name of the read: the statements that answer it.
SQL: dict[str, tuple[str, ...]] = {
    "case list, first page": (_page(), _COUNT.format(more="")),
    "case list, open noise cases": (_page(_OPEN_NOISE), _COUNT.format(more=_OPEN_NOISE)),
    "case list, page 500 (or last)": (_page("AND (g.sort_on, g.record_id) < (%(at)s, %(last)s)"), _COUNT.format(more="")),
    "count, capped": (_COUNT.format(more=""),),
    "open a case": (
        f"SELECT c.* FROM case_file c JOIN record r ON r.id = c.record_id WHERE r.ref = %(ref)s AND {_SEES.format(table='c')}",  # noqa: S608 -- as above
        f"SELECT n.* FROM note n JOIN record r ON r.id = n.record_id WHERE r.ref = %(ref)s AND {_SEES.format(table='n')}"  # noqa: S608 -- as above
        " ORDER BY n.happened_at DESC, n.id DESC LIMIT 51",
        "SELECT l.*, p.family_name, p.given_names FROM link l JOIN record r ON r.id = l.record_id"  # noqa: S608 -- as above
        f" JOIN person p ON p.record_id = l.leaf_id WHERE r.ref = %(ref)s AND l.ended_at IS NULL AND {_SEES.format(table='l')}",
    ),
    "word in one of 20": (_WORD,),
    "word in one of 1,000": (_WORD,),
    "word in every case": (_WORD,),
}
