"""The desk in Chromium: two editors at once, by keyboard, on a phone, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from searchapp.editorial import read_corrections
from searchapp.editorial.change_log import read_changes
from tests.conftest import Write, invoke
from tests.desk.articles import doubtful_lines
from tests.serving import served
from tests.web.conftest import PATIENCE_MS, PageErrors, needs_chromium
from tests.web.desk.conftest import SECRET, MakeDesk

pytestmark = needs_chromium

ANSWERS = 4
QUEUE = "/desk/queues/doubtful"


@pytest.fixture
def app(make_desk: MakeDesk, write: Write) -> Flask:
    write("a.jsonl", doubtful_lines(2 * ANSWERS))
    app = make_desk()
    assert invoke(app, "reindex")[0] == 0
    return app


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


def sign_in(context: BrowserContext, name: str) -> Page:
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/desk")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()
    return page


def test_two_editors_answer_by_keyboard_and_nothing_is_lost(
    app: Flask, address: str, browser: Browser
) -> None:
    contexts = [browser.new_context(base_url=address) for _ in range(2)]
    errors = [PageErrors(context) for context in contexts]
    pages = [sign_in(context, name) for context, name in zip(contexts, ("ann", "bo"), strict=True)]
    for page in pages:
        page.goto(QUEUE)
    for _ in range(ANSWERS):
        for page, key in zip(pages, ("1", "y"), strict=True):
            before = page.locator('[name="article"]').input_value()
            page.keyboard.press(key)
            following = page.locator(f'[name="article"]:not([value="{before}"])')
            expect(following.or_(page.get_by_text("All of these are answered."))).to_have_count(1)
    folder = app.extensions["searchapp"].settings.corpus_dir
    changes = read_changes(folder)
    assert {c.paragraph for c in read_corrections(folder)} == {c.subject for c in changes}
    assert len(changes) == 2 * ANSWERS
    assert {c.who for c in changes} == {"ann", "bo"}
    app.extensions["searchapp_desk"].publisher.wait()
    pages[0].goto("/articles/mill-1")
    expect(pages[0].get_by_text("corrected by an editor")).to_have_count(1)
    for context in contexts:
        context.close()
    assert [error.messages for error in errors] == [[], []]


def test_names_are_completed_and_undone_by_keyboard(
    app: Flask, address: str, browser: Browser
) -> None:
    context = browser.new_context(base_url=address)
    page = sign_in(context, "ann")
    page.goto(QUEUE)
    page.keyboard.press("o")
    field = page.get_by_label("Name")
    expect(field).to_be_focused()
    # Typing answers nothing, though every letter is a key of an answer.
    field.press_sequentially("Ana R")
    expect(page.locator('datalist option[value="Ana Ruiz"]')).to_have_count(1)
    field.fill("Nyx Rolly")
    field.press("Enter")
    expect(page.get_by_text("Recorded “speaker”")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Undid a change")).to_be_visible()
    folder = app.extensions["searchapp"].settings.corpus_dir
    assert read_corrections(folder) == ()
    app.extensions["searchapp_desk"].publisher.wait()
    context.close()


def test_a_phone_without_scripts_is_enough(app: Flask, address: str, browser: Browser) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": 375, "height": 800}, java_script_enabled=False
    )
    page = sign_in(context, "ann")
    page.get_by_role("link", name="Doubtful speakers").click()
    page.get_by_role("button", name="Nobody speaks").click()
    expect(page.get_by_text(re.compile(f"1 of {2 * ANSWERS} answered"))).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in to the desk")).to_be_visible()
    app.extensions["searchapp_desk"].publisher.wait()
    context.close()
