"""Tests of all parts: nothing that an earlier run kept on this machine may help or hurt them."""

import os

from crossroads.cache.folder import OFF, VARIABLE

os.environ[VARIABLE] = OFF
