"""The files that the stand-ins leave for whoever starts the house with them."""

from sandbox import credentials


def test_only_the_files_of_this_version_are_in_the_folder_and_nobody_else_reads_them(tmp_path):
    folder = tmp_path / "vendors"
    folder.mkdir()
    (folder / "another_setting_file").write_text("left by an earlier version")

    for _ in range(2):
        credentials.write(folder)

    found = {path.name.upper(): path for path in folder.iterdir()}
    assert found.keys() == credentials.FILES.keys()
    assert {path.stat().st_mode & 0o777 for path in found.values()} == {0o600}
    assert found["CANLII_KEY_FILE"].read_text().splitlines() == list(credentials.FILES["CANLII_KEY_FILE"])
