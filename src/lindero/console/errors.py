"""What the console refuses; `status` is the HTTP status of the answer."""

from typing import ClassVar

from lindero.kernel.errors import LocalError


class ConsoleError(LocalError):
    """Root of this room's errors; never raised itself.

    Attributes:
        status: HTTP status.
    """

    status: ClassVar[int] = 400


class NotSignedIn(ConsoleError):
    """No session, or one that has ended."""

    code = "console.not-signed-in"
    status = 401
    en, es = "Nobody is signed in here.", "No hay ninguna sesión iniciada."
    remedy_en, remedy_es = "Sign in.", "Inicie sesión."


class WrongCredentials(ConsoleError):
    """Name and password do not belong together; which of them is wrong is not said."""

    code = "console.wrong-credentials"
    status = 401
    en, es = "The name or the password is wrong.", "El nombre o la contraseña no son correctos."
    remedy_en = "Try again; an administrator can make a one-time link: lindero account link DIR NAME"
    remedy_es = "Intente de nuevo; un administrador puede crear un enlace de un solo uso: lindero account link DIR NAME"


class LinkSpent(ConsoleError):
    """A one-time link that was used, is past its time, or never existed."""

    code = "console.link-spent"
    status = 401
    en, es = "This sign-in link was used or has expired.", "Este enlace de acceso ya se usó o venció."
    remedy_en = "Ask an administrator for a new one."
    remedy_es = "Pida uno nuevo a un administrador."


class TooManyAttempts(ConsoleError):
    """After failures in a row, the next attempt has to wait."""

    code = "console.too-many-attempts"
    status = 429
    en = "Too many failed attempts; the next one is possible in {seconds} s."
    es = "Demasiados intentos fallidos; el siguiente será posible en {seconds} s."
    remedy_en = "Wait, or ask an administrator for a one-time link."
    remedy_es = "Espere, o pida a un administrador un enlace de un solo uso."


class WeakPassword(ConsoleError):
    """A new password that is too short or too long."""

    code = "console.weak-password"
    en = "A password has {least} to {most} characters."
    es = "Una contraseña tiene de {least} a {most} caracteres."
    remedy_en = "Choose a longer one, such as a few words that do not belong together."
    remedy_es = "Elija una más larga, por ejemplo varias palabras sin relación entre sí."


class RoleMissing(ConsoleError):
    """The person has none of the roles that the act takes."""

    code = "console.role-missing"
    status = 403
    en, es = "This takes the role {role}.", "Esto requiere el rol {role}."
    remedy_en = "Ask an administrator for that role, or a colleague who has it."
    remedy_es = "Pida ese rol a un administrador, o acuda a un colega que lo tenga."


class NotConfirmed(ConsoleError):
    """An act that cannot be undone, without the partner's id typed by the person."""

    code = "console.not-confirmed"
    status = 409
    en = "This cannot be undone and was not confirmed: the id of {partner} was not typed."
    es = "Esto no se puede deshacer y no se confirmó: no se escribió el identificador de {partner}."
    remedy_en = "Type the partner's id exactly as it is shown."
    remedy_es = "Escriba el identificador del socio tal como aparece."


class AlreadyRunning(ConsoleError):
    """Long work of a kind of which one is done at a time."""

    code = "console.already-running"
    status = 409
    en, es = "{person} has already started this; it is still running.", "{person} ya lo inició; sigue en curso."
    remedy_en = "Wait until it is done; everybody sees its result."
    remedy_es = "Espere a que termine; el resultado lo ven todas las personas."


class NoContent(ConsoleError):
    """Administrators see no content."""

    code = "console.no-content"
    status = 403
    en = "Administrators see no content: neither tracks nor alerts."
    es = "Los administradores no ven contenido: ni trazas ni alertas."
    remedy_en = "Sign in as a watch officer or auditor."
    remedy_es = "Inicie sesión como oficial de guardia o auditor."


class ForeignPage(ConsoleError):
    """A request that another site's page made."""

    code = "console.foreign-page"
    status = 403
    en, es = "The request comes from a page of {origin}.", "La solicitud viene de una página de {origin}."
    remedy_en = "Open the console at its own address."
    remedy_es = "Abra la consola en su propia dirección."


class UnknownHost(ConsoleError):
    """A request for another host than this console answers for (a defence against DNS rebinding)."""

    code = "console.unknown-host"
    status = 421
    en, es = "This console does not answer for {host}.", "Esta consola no atiende a {host}."
    remedy_en = "Use the address it listens on, such as http://127.0.0.1:8400."
    remedy_es = "Use la dirección en la que escucha, por ejemplo http://127.0.0.1:8400."


class NoCsrfToken(ConsoleError):
    """A request that changes something without the proof that it comes from the console's own page."""

    code = "console.no-csrf-token"
    status = 403
    en = "The header X-CSRF-Token is missing or not that of this session."
    es = "Falta el encabezado X-CSRF-Token o no es el de esta sesión."
    remedy_en = "Reload the page; programs send the csrf of GET /api/v1/session."
    remedy_es = "Recargue la página; los programas envían el csrf de GET /api/v1/session."


class NoSuchTrack(ConsoleError):
    """No track of that number is on the board."""

    code = "console.no-such-track"
    status = 404
    en, es = "There is no track {track} now.", "No hay ninguna traza {track} en este momento."
    remedy_en = "It may have ended; its records stay."
    remedy_es = "Quizá terminó; sus registros se conservan."


class NoSuchPage(ConsoleError):
    """Nothing stands at that address."""

    code = "console.no-such-page"
    status = 404
    en, es = "There is nothing at {path}.", "No hay nada en {path}."
    remedy_en = "GET /openapi.json lists the interface."
    remedy_es = "GET /openapi.json enumera la interfaz."


class WrongMethod(ConsoleError):
    """The address exists, but not for that method."""

    code = "console.wrong-method"
    status = 405
    en, es = "{path} does not take {method}.", "{path} no acepta {method}."
    remedy_en = "GET /openapi.json lists the interface."
    remedy_es = "GET /openapi.json enumera la interfaz."


class BadRequest(ConsoleError):
    """The request is not of the form that the interface has."""

    code = "console.bad-request"
    en, es = "The request cannot be read: {why}.", "No se puede leer la solicitud: {why}."
    remedy_en = "GET /openapi.json says what is expected."
    remedy_es = "GET /openapi.json dice qué se espera."


class BodyTooLarge(ConsoleError):
    """A request beyond what any page of ours sends."""

    code = "console.body-too-large"
    status = 413
    en, es = "The request has more than {most} bytes.", "La solicitud tiene más de {most} bytes."
    remedy_en = "Shorten the text."
    remedy_es = "Acorte el texto."


class Internal(ConsoleError):
    """A fault of ours; the log of the node has it in full."""

    code = "console.internal"
    status = 500
    en, es = "The node could not do this: a fault of its own.", "El nodo no pudo hacerlo: es una falla suya."
    remedy_en = "Try again; if it stays, tell an administrator, who finds it in the node's log."
    remedy_es = "Intente de nuevo; si persiste, avise a un administrador, que la encontrará en la bitácora del nodo."


class ConsoleAddressTaken(ConsoleError):
    """The console's address cannot be opened."""

    code = "console.address-taken"
    en = "The console cannot listen on {host}:{port}: {why}."
    es = "La consola no puede escuchar en {host}:{port}: {why}."
    remedy_en = "End the program that holds the port, or set console.port in node.toml."
    remedy_es = "Cierre el programa que ocupa el puerto, o cambie console.port en node.toml."
