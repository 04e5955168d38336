"""What tests of the inbox pages may ask for."""

from tests.notifications.conftest import work as work
