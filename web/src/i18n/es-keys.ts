import type { enKeys } from './en-keys';

/** Textos en español de las llaves nuevas de un socio en la página de Intercambio. */
export const esKeys: Record<keyof typeof enKeys, string> = {
  'keys.offered': 'ofrece llaves nuevas: un administrador compara los dígitos',
  'keys.confirm': 'Confirmar llaves nuevas',
  'keys.confirm.title': 'Confirmar las llaves nuevas de {partner}',
  'keys.confirm.1': 'Las avala la llave de recuperación del socio; las trajo el enlace. Solo cuentan cuando usted haya comparado los dígitos.',
  'keys.confirm.2': 'Llame a la guardia del socio a un número que conozca por otra vía. Le leen ocho grupos de cinco dígitos de su nodo.',
  'keys.confirm.3': 'Desde ese momento se rechazan las llaves anteriores, y el enlace empieza de nuevo.',
  'keys.confirm.digits': 'Los dígitos que le leen',
  'keys.confirm.hint': 'Si no coinciden, no confirme nada: puede ser otro quien ofrece estas llaves.',
  'keys.confirm.done': 'Confirmadas. Las llaves anteriores de {partner} se rechazan.',
};
