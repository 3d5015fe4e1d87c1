"""Fingerprints, private files and locks."""

import stat

import pytest

from local.stack.errors import StackError
from local.stack.files import fingerprint, lock, write_private
from local.stack.keys import load_or_make


@pytest.fixture
def sources(tmp_path):
    (tmp_path / "functions" / "pay").mkdir(parents=True)
    (tmp_path / "functions" / "pay" / "app.py").write_text("one")
    (tmp_path / "template.yaml").write_text("template")
    return tmp_path


def marked(root, *extra):
    return fingerprint(root, ["functions", "template.yaml"], *extra)


def test_it_stays_the_same_while_nothing_changes(sources):
    assert marked(sources, "x") == marked(sources, "x")


def test_it_changes_with_a_files_bytes(sources):
    before = marked(sources)
    (sources / "functions" / "pay" / "app.py").write_text("two")
    assert marked(sources) != before


def test_it_changes_with_a_files_name(sources):
    before = marked(sources)
    (sources / "functions" / "pay" / "app.py").rename(sources / "functions" / "pay" / "main.py")
    assert marked(sources) != before


def test_it_changes_with_a_new_file_and_with_a_removed_one(sources):
    before = marked(sources)
    new = sources / "functions" / "pay" / "new.py"
    new.write_text("")
    assert marked(sources) != before
    new.unlink()
    assert marked(sources) == before


def test_it_changes_with_the_words_beside_the_files(sources):
    assert len({marked(sources), marked(sources, "a"), marked(sources, "b"), marked(sources, "a", "b")}) == 4


def test_caches_and_hidden_files_do_not_count(sources):
    before = marked(sources)
    cache = sources / "functions" / "pay" / "__pycache__"
    cache.mkdir()
    (cache / "app.cpython-313.pyc").write_bytes(b"\0")
    (sources / "functions" / "pay" / ".app.py.swp").write_text("x")
    assert marked(sources) == before


def test_a_private_file_is_its_owners_alone_and_replaces_the_old_one(tmp_path):
    path = tmp_path / "deep" / "keys.json"
    write_private(path, "first")
    write_private(path, "second")
    assert path.read_text() == "second"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]


def test_a_second_holder_of_a_lock_is_told_why_it_cannot(tmp_path):
    with (
        lock(tmp_path / "a.lock"),
        pytest.raises(StackError, match="in charge"),
        lock(tmp_path / "a.lock", "in charge"),
    ):
        pytest.fail("the lock was held twice")
    with lock(tmp_path / "a.lock", "in charge"):
        pass


def test_keys_are_random_per_folder_and_stay(tmp_path):
    one = load_or_make(tmp_path / "one")
    assert load_or_make(tmp_path / "one") == one
    other = load_or_make(tmp_path / "other")
    assert other.aws_access_key_id != one.aws_access_key_id
    assert other.paystack_secret_key != one.paystack_secret_key
    assert one.paystack_secret_key.startswith("sk_test_")
    assert stat.S_IMODE((tmp_path / "one" / "keys.json").stat().st_mode) == 0o600
