"""Finding licences by words: holder, number, activity, place, however the Arabic is spelt.

A table beside the licences (`LicenceWords`) holds the words of each as a tsvector, kept by
triggers, with a GIN index; words are looked for by their beginnings. The same few rules make
words here and in the database (`words_sql`): letters folded, marks become spaces, and the
Arabic article is left off. Why: docs/decisions/0021-words-of-licences.md.
"""

import re
from typing import Any, TypeVar

from django.db.models import Lookup, QuerySet

from accounts.text import FOLDED_AWAY, FOLDED_FROM, FOLDED_TO, fold, latin_digits, tidy

Rows = TypeVar("Rows", bound=QuerySet[Any])

MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r" + "،؛؟٪٫٬«»…–—·’‘“”\u00a0"
ARTICLE = "ال"
MOST_WORDS, LONGEST_WORD = 8, 60
# Words of the activity and of the place are kept a second time behind these.
ACTIVITY, PLACE = "c/", "p/"
OUR_NUMBER = re.compile(r"l\d{5,}")
_SPACES = str.maketrans(dict.fromkeys(MARKS, " "))


class Says(Lookup):
    """`words__says`: the rows whose words fit a query in PostgreSQL's own notation."""

    lookup_name = "says"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", [*left_params, self.rhs]

    def get_prep_lookup(self) -> Any:
        return self.rhs


def plain_words(text: str) -> list[str]:
    """The words of a text as they are kept: folded, without marks and the Arabic article."""
    found = fold(latin_digits(tidy(text))).translate(_SPACES).split()
    return [_without_article(word)[:LONGEST_WORD] for word in found]


def _without_article(word: str) -> str:
    return word[2:] if word.startswith(ARTICLE) and len(word) > 3 else word


def query_for(text: str, part: str = "") -> str:
    """The query for all words of `text`, each by its beginning; "" if it has none.

    `part` looks among the words of the activity or of the place alone.
    """
    terms = []
    for word in text.split()[:MOST_WORDS]:
        pieces = plain_words(word)
        whole = "".join(pieces)
        if not pieces:
            continue
        apart = " & ".join(_beginning(piece, part) for piece in pieces)
        if OUR_NUMBER.fullmatch(whole) and not part:
            terms.append(_beginning(whole))
        elif len(pieces) > 1 and not part:
            # Numbers are kept in one piece, too: 77/2019 is found as 77-2019.
            terms.append(f"({_beginning(whole)} | ({apart}))")
        else:
            terms.append(apart)
    return " & ".join(terms)


def _beginning(word: str, part: str = "") -> str:
    return f"'{part}{word}':*"


def saying(query: Rows, text: str, part: str = "") -> Rows:
    """The licences whose words begin like every word of `text`."""
    wanted = query_for(text, part)
    if not wanted:
        return query.none()
    return query.filter(words__words__says=wanted)


def words_sql() -> str:
    """The functions and triggers that keep the words, for the migration."""
    marks = MARKS.replace("'", "''")
    away = FOLDED_AWAY
    digits_from, digits_to = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789"
    return f"""
CREATE OR REPLACE FUNCTION licensing_folded(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT translate(translate(lower(coalesce(said, '')), '{FOLDED_FROM}{away}', '{FOLDED_TO}'),
                   '{digits_from}', '{digits_to}')
$$;

CREATE OR REPLACE FUNCTION licensing_words(said text, mark text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH plain AS (
    SELECT unnest(string_to_array(
      translate(licensing_folded(said), '{marks}', '{" " * len(MARKS)}'), ' ')) AS word
  ), both_forms AS (
    SELECT word FROM plain
    UNION SELECT substr(word, 3) FROM plain WHERE word LIKE '{ARTICLE}%' AND length(word) > 3
  )
  SELECT coalesce(array_agg(mark || left(word, {LONGEST_WORD})), '{{}}')
  FROM both_forms WHERE word <> ''
$$;

CREATE OR REPLACE FUNCTION licensing_note_words(of bigint) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO licensing_licencewords (licence_id, words, place)
  SELECT found.id,
         array_to_tsvector(licensing_words(found.holder, '') || licensing_words(found.number, '')
           || licensing_words(found.activity, '') || licensing_words(found.activity, '{ACTIVITY}')
           || licensing_words(found.place, '') || licensing_words(found.place, '{PLACE}')),
         left(found.city, 200)
  FROM (
    SELECT l.id,
      concat_ws(' ', c.name_ar, c.name_en, f ->> 'holder_ar', f ->> 'holder_en',
                c.registration_number, c.reference) AS holder,
      concat_ws(' ', l.reference, replace(l.reference, '-', ''), f ->> 'old_number',
                translate(licensing_folded(f ->> 'old_number'), '{marks}', '')) AS number,
      concat_ws(' ', f ->> 'name_ar', f ->> 'name_en', f ->> 'activity_ar', f ->> 'activity_en',
                f ->> 'isic') AS activity,
      concat_ws(' ', c.city, c.address, f ->> 'address', f ->> 'place',
        (SELECT string_agg(value, ' ') FROM jsonb_each_text(
           CASE jsonb_typeof(f -> 'answers') WHEN 'object' THEN f -> 'answers'
                ELSE '{{}}'::jsonb END))) AS place,
      coalesce(nullif(f ->> 'place', ''), c.city, '') AS city
    FROM licensing_licence l
    JOIN vendors_company c ON c.id = l.company_id
    LEFT JOIN LATERAL (
      SELECT v.facts AS f FROM licensing_licenceversion v
      WHERE v.licence_id = l.id ORDER BY v.number DESC LIMIT 1
    ) said ON true
    WHERE l.id = of
  ) found
  ON CONFLICT (licence_id) DO UPDATE SET words = EXCLUDED.words, place = EXCLUDED.place
$$;

CREATE OR REPLACE FUNCTION licensing_words_of_licence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM licensing_note_words(NEW.id); RETURN NULL; END $$;
CREATE OR REPLACE FUNCTION licensing_words_of_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM licensing_note_words(NEW.licence_id); RETURN NULL; END $$;
CREATE OR REPLACE FUNCTION licensing_words_of_company() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM licensing_note_words(id) FROM licensing_licence WHERE company_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER licensing_words_of_licence
  AFTER INSERT OR UPDATE OF company_id, reference ON licensing_licence
  FOR EACH ROW EXECUTE FUNCTION licensing_words_of_licence();
CREATE TRIGGER licensing_words_of_version
  AFTER INSERT OR UPDATE OF facts ON licensing_licenceversion
  FOR EACH ROW EXECUTE FUNCTION licensing_words_of_version();
CREATE TRIGGER licensing_words_of_company
  AFTER UPDATE ON vendors_company FOR EACH ROW
  WHEN ((OLD.name_ar, OLD.name_en, OLD.registration_number, OLD.city, OLD.address)
        IS DISTINCT FROM (NEW.name_ar, NEW.name_en, NEW.registration_number, NEW.city, NEW.address))
  EXECUTE FUNCTION licensing_words_of_company();
SELECT licensing_note_words(id) FROM licensing_licence;
"""  # noqa: S608  (constants of this module, for the migration)


def no_words_sql() -> str:
    """The way back."""
    return """
DROP TRIGGER IF EXISTS licensing_words_of_company ON vendors_company;
DROP TRIGGER IF EXISTS licensing_words_of_version ON licensing_licenceversion;
DROP TRIGGER IF EXISTS licensing_words_of_licence ON licensing_licence;
DROP FUNCTION IF EXISTS licensing_words_of_company, licensing_words_of_version,
  licensing_words_of_licence, licensing_note_words, licensing_words, licensing_folded;
"""
