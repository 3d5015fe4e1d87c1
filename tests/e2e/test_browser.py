"""The checkout and the receipt as a customer sees them."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.conftest import Customer

pytestmark = pytest.mark.e2e
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine: install the package chromium")
def test_a_customer_pays_in_a_browser_and_sees_the_receipt(customer: Customer) -> None:
    checkout = customer.initialize()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page()
        page.goto(checkout["authorization_url"])
        page.get_by_label("Card number").fill("4084 0840 8408 4081")
        page.get_by_label("Expiry").fill("12/30")
        page.get_by_label("CVV").fill("408")
        page.get_by_role("button", name="Pay").first.click()
        page.wait_for_url("**/dukka/api/callback/**")
        assert page.get_by_role("heading", name="Payment received").is_visible()
        assert checkout["reference"] in page.content()
        browser.close()
    [payment] = customer.history()
    assert (payment["status"], payment["card"]) == ("success", {"brand": "visa", "last4": "4081"})
