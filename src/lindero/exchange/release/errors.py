"""What can be wrong with a release policy; found when it is loaded, never when it decides."""

from lindero.kernel.errors import LocalError


class PolicySyntax(LocalError):
    """Text that is not Cedar."""

    code = "policy.syntax"
    en = "{policy}, line {line}: this rule is not Cedar: {why}."
    es = "{policy}, línea {line}: esta regla no es Cedar: {why}."
    remedy_en = "Compare the rule that begins on that line with docs/howto/write-a-release-policy.md."
    remedy_es = "Compare la regla que empieza en esa línea con docs/howto/escribir-una-politica.md."


class PolicyTooDeep(LocalError):
    """A rule that is too long or nested too deeply to be evaluated safely."""

    code = "policy.too-deep"
    en = (
        "{policy}, line {line}: this rule is longer than {longest} characters or nested deeper than {deepest} brackets."
    )
    es = (
        "{policy}, línea {line}: esta regla pasa de {longest} caracteres o anida más de {deepest} "
        "paréntesis, corchetes o llaves."
    )
    remedy_en = "Write several rules: a record goes where any permit matches and no forbid does."
    remedy_es = "Divídala en varias reglas: un registro sale si algún permit coincide y ningún forbid lo hace."


class PolicyTemplate(LocalError):
    """A Cedar template, which has a slot instead of a partner."""

    code = "policy.template"
    en = "{policy}, line {line}: this rule is a template (it uses a ?slot), and templates are not used here."
    es = "{policy}, línea {line}: esta regla es una plantilla (usa un ?hueco) y aquí no se usan plantillas."
    remedy_en = 'Name the partner: principal == Partner::"mx.sedena", or leave principal alone.'
    remedy_es = 'Nombre al socio: principal == Partner::"mx.sedena", o deje solo principal.'


class MissingAnnotation(LocalError):
    """A rule without its id or its reasons."""

    code = "policy.missing-annotation"
    en = "{policy}, line {line}: this rule has no @{annotation}, or an empty one."
    es = "{policy}, línea {line}: a esta regla le falta @{annotation}, o está vacía."
    remedy_en = 'Every rule needs @id("..."), @reason_es("...") and @reason_en("..."): officers read them.'
    remedy_es = 'Toda regla lleva @id("..."), @reason_es("...") y @reason_en("..."): los lee el personal de guardia.'


class RepeatedRule(LocalError):
    """Two rules with one id."""

    code = "policy.repeated-id"
    en = '{policy}, line {line}: the id "{rule}" is already used on line {first}.'
    es = '{policy}, línea {line}: el identificador "{rule}" ya se usa en la línea {first}.'
    remedy_en = "Give each rule an id of its own: decisions are logged under it."
    remedy_es = "Dé a cada regla un identificador propio: las decisiones se registran con él."


class UnknownAnnotation(LocalError):
    """An annotation that is no obligation."""

    code = "policy.unknown-annotation"
    en = "{policy}, line {line}: @{annotation} is not known."
    es = "{policy}, línea {line}: no se conoce @{annotation}."
    remedy_en = "Known: {known}. Did you mean @{nearest}?"
    remedy_es = "Se conocen: {known}. ¿Quiso decir @{nearest}?"


class BadObligation(LocalError):
    """An obligation whose value cannot be read."""

    code = "policy.bad-obligation"
    en = '{policy}, line {line}: @{annotation}("{value}") cannot be kept.'
    es = '{policy}, línea {line}: no se puede cumplir @{annotation}("{value}").'
    remedy_en = "Expected {expected_en}."
    remedy_es = "Se espera {expected_es}."


class ForbidWithObligation(LocalError):
    """An obligation on a rule that releases nothing."""

    code = "policy.obligation-on-forbid"
    en = "{policy}, line {line}: @{annotation} stands on a forbid, which releases nothing and so obliges to nothing."
    es = "{policy}, línea {line}: @{annotation} está en un forbid, que no deja salir nada y por tanto a nada obliga."
    remedy_en = "Put it on the permits that it shall bind."
    remedy_es = "Póngala en los permit que deba obligar."


class OutsideSchema(LocalError):
    """A rule that uses what the declared attributes do not have, or uses it wrongly."""

    code = "policy.outside-schema"
    en = "{policy}, line {line}: {why}."
    es = "{policy}, línea {line}: la regla no cumple el esquema: {why}."
    remedy_en = (
        "Rules may use the attributes of docs/reference/policy.md; ask for an optional one with has first: "
        "context has distance_to_line_m && context.distance_to_line_m <= 10000."
    )
    remedy_es = (
        "Las reglas pueden usar los atributos de docs/reference/policy.md; para los opcionales pregunte antes con "
        "has: context has distance_to_line_m && context.distance_to_line_m <= 10000."
    )


class NeverTaken(LocalError):
    """A comparison with a value that the attribute never takes, so that the rule does not say what it seems to."""

    code = "policy.value-never-taken"
    en = "{policy}, line {line}: {attribute} is never {value}."
    es = "{policy}, línea {line}: {attribute} nunca vale {value}."
    remedy_en = "It takes: {values}."
    remedy_es = "Puede valer: {values}."


class BadAreaName(LocalError):
    """A named area whose name cannot be an attribute."""

    code = "policy.bad-area-name"
    en = '"{area}" cannot be the name of an area in a policy.'
    es = '"{area}" no puede ser el nombre de un área en una política.'
    remedy_en = "Use lower-case letters, digits and underscores, a letter first: river_belt."
    remedy_es = "Use minúsculas sin acento, cifras y guiones bajos, y empiece con letra: franja_del_rio."
