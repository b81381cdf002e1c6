"""The database: one metadata, the column types said once, and the session that stands guard."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, Date, DateTime, Integer, MetaData, Numeric, String, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry, scoped_session
from sqlalchemy.types import TypeDecorator

from casework.kernel.crypto import KEYS
from casework.kernel.guard import GuardedSession

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An instant in UTC. Naive values are refused: they are how clocks go wrong."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SealedText(TypeDecorator[str]):
    """Text encrypted with the installation's field key before it reaches the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else KEYS.encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else KEYS.decrypt(value)


BigId = BigInteger().with_variant(Integer, "sqlite")

Pk = Annotated[int, mapped_column(BigId, primary_key=True)]
Big = Annotated[int, mapped_column(BigId)]
Code = Annotated[str, mapped_column(String(40))]
Line = Annotated[str, mapped_column(String(200))]
# Compared letter by letter on both engines, so that a beginning is one range of an index.
SortKey = Annotated[str, mapped_column(String(200).with_variant(String(200, collation="C"), "postgresql"))]
LongText = Annotated[str, mapped_column(Text)]
Sealed = Annotated[str, mapped_column(SealedText)]
Instant = Annotated[datetime, mapped_column(UTCDateTime)]
Day = Annotated[date, mapped_column(Date)]
Money = Annotated[Decimal, mapped_column(Numeric(10, 2))]
Flag = Annotated[bool, mapped_column()]
Json = Annotated[Any, mapped_column(JSON)]


class Base(DeclarativeBase):
    """The root of all tables."""

    __table__: ClassVar[Table]
    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UTCDateTime, int: BigId})


class Database(SQLAlchemy):
    """Flask-SQLAlchemy with the session that stands guard."""

    session: scoped_session[GuardedSession]  # type: ignore[assignment]  # the library knows only the plain session


# What is written into a row never comes out in a fault's message.
db = Database(
    model_class=Base,
    session_options={"class_": GuardedSession, "expire_on_commit": False},
    engine_options={"hide_parameters": True},
)
