from searchapp.attribution.lexicons.morphology import british_spelling, inflect, pluralize


def test_regular_verbs_inflect_by_their_spelling() -> None:
    assert inflect("deny")["past"] == "denied"
    assert inflect("note")["gerund"] == "noting"
    assert inflect("stress")["third"] == "stresses"


def test_irregular_verbs_take_the_forms_they_are_given() -> None:
    assert inflect("write", "wrote", "written")["participle"] == "written"
    assert inflect("say", "said")["participle"] == "said"


def test_the_gerund_doubles_the_letter_that_the_past_doubles() -> None:
    assert inflect("admit", "admitted", "admitted")["gerund"] == "admitting"


def test_plurals_depend_on_the_last_letters() -> None:
    assert [pluralize(w) for w in ("adviser", "deputy", "boss", "spokesman")] == [
        "advisers", "deputies", "bosses", "spokesmen",
    ]  # fmt: skip


def test_verbs_in_ize_and_yze_have_a_british_spelling() -> None:
    assert [british_spelling(form) for form in ("criticized", "analyzing", "amaze")] == [
        "criticised", "analysing", "amaze",
    ]  # fmt: skip
