"""docs/reference/configuration.md: every key of node.toml."""

from inspect import get_annotations
from typing import Any, Final, get_type_hints

import msgspec

from lindero.model.airspace import Area
from lindero.model.marking import Grade, Marking
from lindero.node.config import (
    Config,
    ConsoleSection,
    KeysSection,
    LinkSection,
    NodeSection,
    PictureSection,
    TestSection,
    WatchSection,
)
from lindero.node.feed_sections import (
    AdsbGateway,
    DialledOutbound,
    GatewaySection,
    ListeningGateway,
    OutboundSection,
    ReadGateway,
    RemoteIdGateway,
    SapientGateway,
    SapientOutbound,
    TakOutbound,
)
from reference_pages.docstrings import attributes, type_text
from reference_pages.markdown import GENERATED, cell, code, table

SECTIONS: Final[dict[str, type[msgspec.Struct]]] = {
    "": Config,
    "node": NodeSection,
    "link": LinkSection,
    "console": ConsoleSection,
    "keys": KeysSection,
    "gateway.NAME": GatewaySection,
    "gateway.NAME (TCP)": ListeningGateway,
    "gateway.NAME (sapient)": SapientGateway,
    "gateway.NAME (remoteid)": RemoteIdGateway,
    "gateway.NAME (read)": ReadGateway,
    "gateway.NAME (adsb)": AdsbGateway,
    "gateway.NAME.marking": Marking,
    "gateway.NAME.marking.grade": Grade,
    "outbound.NAME": OutboundSection,
    "outbound.NAME (TCP)": DialledOutbound,
    "outbound.NAME (sapient)": SapientOutbound,
    "outbound.NAME (tak)": TakOutbound,
    "area.NAME": Area,
    "picture": PictureSection,
    "watch": WatchSection,
    "test": TestSection,
}

SPANISH: Final[dict[str, str]] = {
    "policy": "Archivo de la política de divulgación.",
    "authorities": "Identificadores de los fundamentos jurídicos vigentes.",
    "node.id": "`país.institución`.",
    "node.side": "País cuyo lado de la línea es el propio.",
    "node.simulated": "Nodo de entrenamiento: pueden enviársele registros simulados.",
    "node.language": "Idioma de sus mensajes a las personas y de la consola antes de entrar.",
    "link.host": "Dirección en la que escucha.",
    "link.port": "Puerto en el que escucha.",
    "link.address": "`host:puerto` que va en los archivos de vinculación; sin ella, este nodo solo llama.",
    "link.silence_s": (
        "Tras tanto silencio se da por perdido al socio y se le vuelve a llamar; en ese lapso se le consulta tres "
        "veces. Quien se conecta tiene ese lapso para TLS, y otro igual para presentarse. [s]"
    ),
    "link.proxy": (
        "`http://host:puerto` de un proxy HTTP CONNECT por el que este nodo llama; sin él, llama directamente."
    ),
    "link.proxy_credentials": "Archivo con `usuario:contraseña` para el proxy, con modo 600.",
    "link.relays": "Nodos cuyos registros puede reenviar un socio a este, por identificador del socio.",
    "console.host": "La interfaz local, salvo que se dé un certificado.",
    "console.port": "Puerto en el que escucha.",
    "console.certificate": "Archivo PEM; junto con `key` activa TLS.",
    "console.key": "Archivo PEM.",
    "keys.passphrase_file": (
        "Archivo cuya primera línea es la contraseña de las llaves, como una credencial de systemd. Sin él ni "
        "`passphrase_fd`, el nodo la pide en la terminal."
    ),
    "keys.passphrase_fd": "Descriptor de archivo del que se lee la contraseña.",
    "keys.renew_days": (
        "El certificado del enlace se renueva tantos días antes de su fin y se avisa a los socios; 0, nunca. [d]"
    ),
    "keys.log": (
        "Dónde se crea una llave de bitácora nueva: en un archivo o en un dispositivo PKCS #11, del que no sale."
    ),
    "keys.module": "Biblioteca PKCS #11 del dispositivo.",
    "keys.token": "Etiqueta del dispositivo.",
    "keys.label": "Etiqueta de las llaves en él.",
    "keys.pin_file": "Archivo cuya primera línea es el PIN del usuario del dispositivo.",
    "gateway.NAME (TCP).host": "Dirección en la que escucha.",
    "gateway.NAME (TCP).port": "Puerto en el que escucha.",
    "gateway.NAME (TCP).certificate": "Archivo PEM que muestra este nodo; con `key` activa TLS.",
    "gateway.NAME (TCP).key": "Archivo PEM de su llave.",
    "gateway.NAME (TCP).authority": (
        "Archivo PEM de quien avala a los que se conectan; con él, cada uno debe mostrar un certificado."
    ),
    "gateway.NAME (TCP).messages_per_s": "Lo que puede enviar un emisor. [1/s]",
    "gateway.NAME (TCP).connections": "Emisores a la vez.",
    "gateway.NAME (TCP).capture": (
        "Carpeta en que se guarda cada byte que entra, un archivo por inicio; sin ella, no se guarda ninguno."
    ),
    "gateway.NAME (read).authority": (
        "Archivo PEM de quien avala el certificado del receptor; con él, una conexión TCP es TLS."
    ),
    "gateway.NAME (read).messages_per_s": "Posiciones que puede enviar. [1/s]",
    "gateway.NAME (read).capture": (
        "Carpeta en que se guarda cada byte que entra, un archivo por inicio; sin ella, no se guarda ninguno."
    ),
    "gateway.NAME (adsb).format": (
        "`json`: aircraft.json, por `url` o `file`; `sbs`: líneas BaseStation, usualmente el puerto 30003; `beast`: "
        "Beast, usualmente el puerto 30005."
    ),
    "gateway.NAME (adsb).host": "Dirección del receptor, para `sbs` y `beast`.",
    "gateway.NAME (adsb).port": "Su puerto.",
    "gateway.NAME (adsb).url": "Dirección de su aircraft.json, para `json`.",
    "gateway.NAME (adsb).file": "Ruta de su aircraft.json en esta máquina, para `json`.",
    "gateway.NAME (adsb).period_s": "Pausa entre dos lecturas de aircraft.json. [s]",
    "gateway.NAME.marking": "Va en cada registro de esta fuente; sin él, se guardan y nunca se comparten.",
    "gateway.NAME.marking.tlp": "Traffic Light Protocol 2.0.",
    "gateway.NAME.marking.releasable_to": "Países (ISO 3166-1 alfa-3) o nodos; vacío, no se comparte con nadie.",
    "gateway.NAME.marking.caveats": "Otras exigencias.",
    "gateway.NAME.marking.purposes": "Para qué puede usarlo quien lo reciba.",
    "gateway.NAME.marking.authority": "Identificador en el registro de fundamentos jurídicos.",
    "gateway.NAME.marking.retain_until": "Último instante en que puede conservarse. [ns UTC]",
    "gateway.NAME.marking.personal": "Trata de una persona identificada o identificable.",
    "gateway.NAME.marking.intercept_derived": "Proviene de un enlace de control interceptado.",
    "gateway.NAME.marking.grade": "Confianza en la fuente y en la información.",
    "gateway.NAME.marking.simulated": "No describe nada real.",
    "gateway.NAME.marking.grade.source": "Confianza en la fuente; F: no puede juzgarse.",
    "gateway.NAME.marking.grade.information": "Confianza en la información; 6: no puede juzgarse.",
    "outbound.NAME (TCP).host": "Dirección del receptor.",
    "outbound.NAME (TCP).port": "Puerto del receptor.",
    "outbound.NAME (TCP).authority": (
        "Archivo PEM de quien avala el certificado del receptor; con él, la conexión es TLS."
    ),
    "outbound.NAME (TCP).certificate": "Archivo PEM que muestra este nodo.",
    "outbound.NAME (TCP).key": "Archivo PEM de su llave.",
    "outbound.NAME.node": "Identificador con que políticas, marcados y bitácora de decisiones conocen al receptor.",
    "outbound.NAME.country": "Su lado.",
    "outbound.NAME.simulated": "Se le pueden informar registros simulados.",
    "area.NAME.ring": "Vértices (longitud, latitud) en grados, al menos tres, sin repetir el primero al final.",
    "area.NAME.lowest_hae_m": "Piso sobre el elipsoide; sin ningún piso, el suelo. [m]",
    "area.NAME.highest_hae_m": "Techo sobre el elipsoide; sin ningún techo, ilimitado. [m]",
    "area.NAME.lowest_msl_m": "Piso sobre el nivel medio del mar. [m]",
    "area.NAME.highest_msl_m": "Techo sobre el nivel medio del mar. [m]",
    "area.NAME.lowest_agl_m": "Piso sobre el suelo: cuenta solo ante alturas sobre el suelo. [m]",
    "area.NAME.highest_agl_m": "Techo sobre el suelo, igualmente. [m]",
    "picture.border": "Archivo GeoJSON de una línea oficial; sin él, la línea incluida.",
    "watch.rules": "Archivo de las reglas de alerta; sin él, las incorporadas.",
    "watch.answer_s": (
        "Una alerta debe tener acuse en este tiempo; después suena más fuerte, al doble pasa a la siguiente guardia "
        "y al triple al teléfono. [s]"
    ),
    "watch.desks": "Guardias propias en el orden en que las llama una alerta; las que no se nombran van después.",
    "watch.phone": "Teléfono de la guardia en turno: va a los socios como tarjeta de contacto.",
    "watch.second_phone": "Otro teléfono.",
    "watch.radio": "Canal de radio o indicativo.",
    "watch.languages": "Idiomas que se hablan ahí.",
    "test.kill_at": "Lugar con nombre (`store.fault`, `node.peers`) en que el proceso se mata a sí mismo.",
    "test.kill_after": "Cuántas veces pasa antes por ese lugar.",
}
"""Meaning of each key in Spanish; `page` fails when a key is missing here or is no key any more."""

KINDS: Final[dict[str, str]] = {
    "gateway.NAME (TCP)": "Fuentes a las que otros se conectan por TCP.",
    "gateway.NAME (sapient)": "Se conectan sensores y nodos de borde (BSI Flex 335 v2, TCP).",
    "gateway.NAME (remoteid)": "Se transmiten capturas (pcap o pcapng por TCP, como hace `tcpdump -w - | nc`).",
    "gateway.NAME (read)": "Fuentes que este nodo lee de un receptor o intermediario de otros.",
    "gateway.NAME (adsb)": "Se lee un receptor de ADS-B: readsb, dump1090 y los que hablan como ellos.",
    "outbound.NAME (TCP)": "Receptores a los que llama este nodo por TCP.",
    "outbound.NAME (sapient)": (
        "Este nodo se registra como nodo de fusión ante un sistema superior (BSI Flex 335 v2, TCP)."
    ),
    "outbound.NAME (tak)": (
        "Este nodo es cliente de un servidor TAK (Cursor on Target, XML o protocolo TAK versión 1)."
    ),
}
"""What each kind of feed is, in Spanish; in English its docstring says so."""

MEANINGS: Final = {
    "gateway.NAME.marking.grade.source": "Trust in the source; F cannot be judged.",
    "gateway.NAME.marking.grade.information": "Trust in the information; 6 cannot be judged.",
}

HEAD = """\
# Configuration · Configuración

A node is configured by one file, `node.toml`, in its folder; `lindero node init` writes it. Unknown keys are
refused, and the message names the nearest known key. Paths are relative to the node's folder. A key marked * must
be given. The node reads the file when it starts; the policy file alone takes effect while it runs, within a
second.

*Un nodo se configura con un archivo, `node.toml`, en su carpeta; lo escribe `lindero node init`. Las claves
desconocidas se rechazan, y el mensaje nombra la clave conocida más parecida. Las rutas son relativas a la carpeta
del nodo. Una clave con * es obligatoria. El nodo lee el archivo al iniciar; solo el archivo de política surte
efecto en marcha, en menos de un segundo.*

The environment · El entorno: `LINDERO_LANGUAGE` (`es`, `en`) chooses the language of commands, else the locale
does; *elige el idioma de los comandos; si falta, lo hace la configuración regional.* `XDG_CACHE_HOME`: compiled
kernels are kept there, else in `~/.cache`; *ahí se guardan los núcleos compilados; si falta, en `~/.cache`.*
"""


def page() -> str:
    keys = {key for section, struct in SECTIONS.items() for key in _keys(section, struct)}
    if keys != set(SPANISH):
        raise SystemExit(f"configuration keys without Spanish, or Spanish without a key: {sorted(keys ^ set(SPANISH))}")
    parts = [f"{GENERATED}\n{HEAD}"]
    for section, struct in SECTIONS.items():
        parts.append(f"\n## {_title(section, struct)}\n\n" + _table(section, struct))
    return "".join(parts)


def _title(section: str, struct: type[msgspec.Struct]) -> str:
    """Heading of a section; of a kind of feed also what it is, and which keys it has beside its own."""
    name, _, kind = section.partition(" ")
    if not section:
        return "Top of the file · Inicio del archivo"
    if not kind:
        return f"`[{section}]`"
    heads = (f"`[{name}]` {kind}", (struct.__doc__ or "").splitlines()[0], f"*{KINDS[section]}*")
    beside = ", ".join(f"`{key}`" for key in sorted(_inherited(struct)))
    return "\n\n".join((*heads, f"Beside its own keys · Además de las propias: {beside}."))


def _inherited(struct: type[msgspec.Struct]) -> set[str]:
    """Keys that a kind of feed has from what it is a kind of; `kind` is the tag of all."""
    return {"kind"}.union(*(base.__struct_fields__ for base in struct.__bases__ if hasattr(base, "__struct_fields__")))


def _keys(section: str, struct: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    """Keys of a section, without those that are sections themselves."""
    own = set(get_annotations(struct))
    fields = {
        f"{section}.{field.name}".lstrip("."): field for field in msgspec.structs.fields(struct) if field.name in own
    }
    sections = {name.partition(".")[0] for name in SECTIONS} if not section else set()
    return {key: field for key, field in fields.items() if key not in sections}


def _table(section: str, struct: type[msgspec.Struct]) -> str:
    hints, meanings = get_type_hints(struct, include_extras=True), attributes(struct)
    rows = [
        (
            code(field.name) + ("*" if field.required else ""),
            cell(type_text(hints[field.name])),
            "" if field.required else _default(field),
            cell(meanings.get(field.name) or MEANINGS[key]),
            cell(SPANISH[key]),
        )
        for key, field in _keys(section, struct).items()
    ]
    if not rows:
        return "No keys of its own · Sin claves propias.\n"
    return table(("Key · Clave", "Type · Tipo", "Default · Omisión", "Meaning", "Significado"), rows)


def _default(field: Any) -> str:
    value = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    return "–" if value is None else code(msgspec.json.encode(value).decode())
