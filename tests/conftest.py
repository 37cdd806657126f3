"""Tests of all parts: neither what an earlier run kept nor how busy this machine is may help or hurt them."""

import os

from hypothesis import settings

from crossroads.minds.imagining.kept_folder import OFF, VARIABLE

os.environ[VARIABLE] = OFF

settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")
