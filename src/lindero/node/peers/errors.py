"""Why a node cannot dial through its proxy."""

from lindero.kernel.errors import LocalError


class CredentialsExposed(LocalError):
    """The file with the proxy's credentials."""

    code = "proxy.credentials-file"
    en = "The file {file} with the proxy's credentials cannot be used ({why}): nobody but its owner may read it."
    es = "El archivo {file} con las credenciales del proxy no puede usarse ({why}): solo su dueño debe poder leerlo."
    remedy_en = "Write user:password into it, then: chmod 600 {file}"
    remedy_es = "Escriba en él usuario:contraseña y luego: chmod 600 {file}"


class ProxyUnreachable(LocalError):
    """The proxy does not answer."""

    code = "proxy.unreachable"
    en, es = "The proxy {proxy} does not answer: {why}", "El proxy {proxy} no responde: {why}"
    remedy_en = "Check link.proxy in node.toml, and the proxy with your network staff. The link dials again by itself."
    remedy_es = "Revise link.proxy en node.toml, y el proxy con su personal de redes. El enlace vuelve a marcar solo."


class ProxyWantsCredentials(LocalError):
    """The proxy answered 407."""

    code = "proxy.authentication"
    en = "The proxy {proxy} does not accept the credentials (407)."
    es = "El proxy {proxy} no acepta las credenciales (407)."
    remedy_en = "Write user:password into a file with mode 600 and name it as link.proxy_credentials in node.toml."
    remedy_es = (
        "Escriba usuario:contraseña en un archivo con modo 600 y nómbrelo en node.toml como link.proxy_credentials."
    )


class ProxyDenied(LocalError):
    """The proxy does not make the tunnel."""

    code = "proxy.denied"
    en = "The proxy {proxy} does not let the link through to the partner (status {status})."
    es = "El proxy {proxy} no deja pasar el enlace hacia el socio (estado {status})."
    remedy_en = "Ask your network staff to allow CONNECT to the partner's address and port."
    remedy_es = "Pida a su personal de redes que permita CONNECT a la dirección y el puerto del socio."
