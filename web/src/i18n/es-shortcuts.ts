import type { enShortcuts } from './en-shortcuts';

/** Spanish texts of the keyboard and its help sheet. */
export const esShortcuts: Record<keyof typeof enShortcuts, string> = {
  'keys.title': 'Teclas',
  'keys.open': 'Teclas (?)',
  'keys.hint':
    'Las teclas de alertas actúan sobre la alerta marcada: la que eligió con j y k o, si no, la más grave que espera. En una lista de opciones los dígitos eligen y Entrar confirma; Esc regresa. Ninguna tecla actúa mientras usted escribe.',
  'keys.switch': 'Las teclas sueltas actúan',
  'keys.close': 'Cerrar',
  'keys.section.alerts': 'Alertas',
  'keys.section.watch': 'Guardia',
  'keys.section.page': 'Página',
  'keys.do.acknowledge': 'acusar recibo',
  'keys.do.take': 'tomarla: este puesto le da seguimiento',
  'keys.do.shelve': 'apartarla o sacarla del apartado',
  'keys.do.message': 'mensaje al puesto del otro lado',
  'keys.do.close': 'cerrarla con un resultado',
  'keys.do.bulk': 'cerrar una avalancha con un resultado',
  'keys.do.withdraw': 'retirar una alerta propia',
  'keys.do.next': 'alerta siguiente',
  'keys.do.previous': 'alerta anterior',
  'keys.do.telephone': 'tarjetas de contacto: teléfono',
  'keys.do.test-call': 'llamada de prueba; contestar una',
  'keys.do.sound': 'sonido: activar o silenciar',
  'keys.do.help': 'esta hoja',
};
