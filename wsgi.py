"""The application as a WSGI server finds it."""

from casework.starting import start
from config import from_environment

app = start(from_environment())
