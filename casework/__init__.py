"""Casework: multi-agency case management for community safety partnerships."""

import logging
from pathlib import Path

from flask import Flask
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from casework import wiring
from casework.accounts import passwords
from casework.accounts.services import brakes
from casework.accounts.views import sign_in as sign_in_views
from casework.desk import frame
from casework.documents.store import STORE
from casework.kernel import clock, engines
from casework.kernel.crypto import KEYS
from casework.kernel.db import db
from casework.kernel.guard import set_tripwire
from casework.sharing import rules as sharing_rules
from casework.web import errors, filters, forms, gate, jinja
from casework.web.urls import RefConverter
from config import Config

ROOT = Path(__file__).resolve().parent.parent


def create_app(config: Config) -> Flask:
    """Make the application: wiring, in reading order, nothing else."""
    app = Flask(
        "casework",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(config.instance),
    )
    app.extensions["config"] = config
    KEYS.load(config.instance / "keys")
    STORE.use(config.instance / "files", config.scanner)
    app.secret_key = KEYS.session_secrets()[0]
    app.config.update(
        SECRET_KEY_FALLBACKS=KEYS.session_secrets()[1:],
        SQLALCHEMY_DATABASE_URI=make_url(config.url),
        SQLALCHEMY_BINDS={"system": make_url(config.system_url)},
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_NAME="__Host-session" if config.secure else "session",
        MAX_CONTENT_LENGTH=config.max_upload_bytes + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        TESTING=config.testing,
    )
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies)  # type: ignore[method-assign]  # the way WSGI is wrapped
    logging.getLogger("casework").setLevel(logging.INFO)
    passwords.configure(time_cost=config.password_time_cost, memory_kib=config.password_memory_kib)
    brakes.configure(times=config.brake_times)
    clock.shift_to(config.as_of)
    app.url_map.converters["ref"] = RefConverter
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    with app.app_context():
        for name, engine in db.engines.items():
            engines.set_up(engine)
            if name != "system":
                set_tripwire(engine)
    sharing_rules.install()
    login = LoginManager(app)
    login.user_loader(sign_in_views.load_signed_in)
    gate.install(app, wiring.HOOKS)
    CSRFProtect(app)
    jinja.install(app)
    filters.install(app, today=clock.today)
    forms.install(app)
    errors.install(app)
    for blueprint in wiring.BLUEPRINTS:
        app.register_blueprint(blueprint)
    for group in wiring.COMMANDS:
        app.cli.add_command(group)
    frame.install(app)
    gate.check_rules(app)
    wiring.check_models()
    return app
