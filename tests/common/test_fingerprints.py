from searchapp.common.fingerprints import fingerprint_of_code, fingerprint_of_files


def test_a_fingerprint_differs_if_a_name_or_a_byte_differs() -> None:
    files = [("a", b"1"), ("b", b"2")]
    prints = {
        fingerprint_of_files(files),
        fingerprint_of_files([("a", b"1"), ("b", b"3")]),
        fingerprint_of_files([("a", b"1"), ("c", b"2")]),
        fingerprint_of_files([("a", b"1b2")]),
        fingerprint_of_files([]),
    }
    assert len(prints) == 5
    assert fingerprint_of_files(files) == fingerprint_of_files(list(files))


def test_the_fingerprint_of_a_folder_covers_all_of_its_files() -> None:
    assert fingerprint_of_code("attribution") != fingerprint_of_code("attribution/extractor.py")
    assert fingerprint_of_code("attribution") == fingerprint_of_code("attribution")
