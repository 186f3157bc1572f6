"""The application's role can use the tables and nothing else."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, connection

from config.postgres.cluster import DatabaseUnavailable
from config.postgres.migrating import behind, migrate_if_behind
from config.postgres.roles import as_owner, refuse_privileged_role
from tests.support.database import owner_connection


@pytest.mark.django_db
def test_the_application_is_not_the_owner_and_bypasses_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole "
            "FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("sikkerhedsnet_app", False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "TRUNCATE django_session",
        "ALTER TABLE django_session ADD COLUMN more int",
        "DROP TABLE django_session",
        "CREATE ROLE another",
        "CREATE DATABASE another",
        "SET ROLE sikkerhedsnet_owner",
    ],
)
def test_the_application_cannot_change_the_database_itself(statement):
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_application_reads_and_writes_rows():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('key', 'data', now())")
        cursor.execute("UPDATE django_session SET session_data = 'other'")
        cursor.execute("DELETE FROM django_session WHERE session_data = 'other'")
        assert cursor.rowcount == 1


@pytest.mark.django_db
def test_the_migrated_database_is_not_behind():
    assert not behind()
    assert migrate_if_behind(lambda text: None) is False


def test_a_role_with_too_many_rights_is_refused(committed_db):
    refuse_privileged_role()
    with as_owner(), pytest.raises(DatabaseUnavailable, match="ejer af databasen"):
        refuse_privileged_role()


def test_what_is_committed_in_one_check_is_gone_in_the_next(committed_db):
    _commit_a_session()


def test_what_is_committed_in_one_check_is_gone_in_the_next_too(committed_db):
    _commit_a_session()


def _commit_a_session():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute("INSERT INTO django_session VALUES ('key', 'data', now())")
    with owner_connection() as other:
        assert other.execute("SELECT count(*) FROM django_session").fetchone() == (1,)


def test_rights_taken_away_by_a_migration_stay_away(committed_db):
    from config.postgres.migrating import owner_at_work

    with owner_connection() as owner:
        owner.execute("REVOKE DELETE ON django_session FROM sikkerhedsnet_app")
    with owner_at_work():
        pass
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")


def test_a_copy_of_the_connection_outside_django_is_the_owners(committed_db):
    with owner_connection() as owner:
        assert owner.execute("SELECT current_user").fetchone() == ("sikkerhedsnet_owner",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("CREATE ROLE another")


def test_a_key_the_database_does_not_know_is_refused_and_the_owner_teaches_it(committed_db, settings):
    from config.postgres.migrating import migrate_if_behind
    from config.postgres.roles import refuse_unread_notes

    refuse_unread_notes()
    settings.SECRET_KEY = "another-key-that-nobody-has-told-the-database-about-yet"
    with pytest.raises(DatabaseUnavailable, match="manage migrate"):
        refuse_unread_notes()
    assert migrate_if_behind(lambda text: None) is False
    refuse_unread_notes()
