"""The console's application: routes, refusals, and the perimeter around both."""

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin

from lindero.console.console import Console
from lindero.console.context import ConsoleContext
from lindero.console.front_end import FrontEnd
from lindero.console.perimeter import Perimeter
from lindero.console.refusals import LARGEST_BODY, answer_fault, answer_http, answer_refusal
from lindero.console.routes_alerts import alert_routes
from lindero.console.routes_audit import audit_routes
from lindero.console.routes_consents import consent_routes
from lindero.console.routes_declarations import declaration_routes
from lindero.console.routes_files import read_file, read_health, read_index, read_openapi
from lindero.console.routes_holds import hold_routes
from lindero.console.routes_live import live_routes
from lindero.console.routes_meter import meter_routes
from lindero.console.routes_partners import partner_routes
from lindero.console.routes_picture import picture_routes
from lindero.console.routes_policy import policy_routes
from lindero.console.routes_recalls import recall_routes
from lindero.console.routes_release import release_routes
from lindero.console.routes_session import session_routes
from lindero.console.routes_talk import talk_routes
from lindero.console.routes_watch import watch_routes
from lindero.kernel.errors import LinderoError


class _Application(Litestar):
    """Litestar for msgspec alone: its default plugins import pydantic, half a second of every start."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


def make_app(context: ConsoleContext) -> Litestar:
    """The application of one node's console."""
    app = _Application(
        route_handlers=[
            session_routes,
            picture_routes,
            alert_routes,
            declaration_routes,
            talk_routes,
            watch_routes,
            live_routes,
            meter_routes,
            recall_routes,
            hold_routes,
            consent_routes,
            release_routes,
            partner_routes,
            audit_routes,
            policy_routes,
            read_health,
            read_openapi,
            read_index,
            read_file,
        ],
        exception_handlers={LinderoError: answer_refusal, HTTPException: answer_http, Exception: answer_fault},
        state=State({"console": Console(context), "front_end": FrontEnd(context.static)}),
        request_max_body_size=LARGEST_BODY,
        openapi_config=OpenAPIConfig(title=f"Lindero {context.node}", version=context.version, render_plugins=[]),
        logging_config=None,
    )
    app.asgi_handler = Perimeter(app.asgi_handler, context)
    return app
