"""The words of the library and their runs of three letters, for searches that are misspelt."""

import re
import unicodedata
from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0003_library_words"
down_revision = "0002"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
RUN = re.compile(r"[^\W\d_]+")
SHORTEST, LONGEST = 3, 32


def upgrade() -> None:
    word = op.create_table(
        "library_word",
        sa.Column("word", sa.String(length=32), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_library_word")),
    )
    trigram = op.create_table(
        "library_trigram",
        sa.Column("gram", sa.String(length=3), nullable=False),
        sa.Column("word", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("gram", "word", name=op.f("pk_library_trigram")),
    )
    counts = count_words()
    words = sorted(counts)
    for first in range(0, len(words), AT_ONCE):
        some = words[first : first + AT_ONCE]
        op.bulk_insert(word, [{"word": one, "documents": counts[one]} for one in some])
        op.bulk_insert(trigram, [{"gram": gram, "word": one} for one in some for gram in sorted(trigrams(one))])


def words_of(text: str) -> set[str]:
    parted = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return {run for run in RUN.findall(folded) if SHORTEST <= len(run) <= LONGEST}


def trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[index : index + 3] for index in range(len(padded) - 2)}


def count_words() -> Counter[str]:
    """Count the documents that have each word, of a site that has published already."""
    counts: Counter[str] = Counter()
    after = 0
    query = sa.text(
        "SELECT number, title, body FROM library_document WHERE number > :after ORDER BY number LIMIT :at_once"
    )
    while rows := op.get_bind().execute(query, {"after": after, "at_once": AT_ONCE}).all():
        for _, title, body in rows:
            counts.update(words_of(f"{title} {body}"))
        after = rows[-1][0]
    return counts
