import type { enSensors } from './en-sensors';

/** Textos en español de la página Sensores. */
export const esSensors: Record<keyof typeof enSensors, string> = {
  'pages.sensors': 'Sensores',
  'pages.count.sensors': 'sensores que alguien debe revisar',
  'sensors.label': 'Sensores y hacia dónde miran',
  'sensors.lead':
    'Lo que la imagen averiguó de cada sensor. Una corrección se usa solo si al menos tres transmisores coinciden, en direcciones separadas, y dentro de tres veces el error de la instalación; más allá decide una persona.',
  'sensors.title': 'Salud de los sensores',
  'sensors.coverage': 'Cobertura',
  'sensors.coverage-none': 'Ningún radar ha declarado su lugar y su alcance: no se sabe hacia dónde mira.',
  'sensors.coverage-whole':
    'Todo radar que debe mirar, mira. En el mapa: sombreado donde se ve un dron pequeño, según la altura mínima.',
  'sensors.coverage-lost':
    'Nadie mira el {share} del área cubierta: ahí un radar está en silencio, caído o retirado. «No se ve nada» ahí no significa nada.',
  'sensors.line-lost': 'Cobertura perdida en la línea: nadie mira unos {length} de ella.',
  'col.finding': 'Hallazgos',
  'col.bias': 'Se descuenta',
  'col.left': 'Queda (1 sigma)',
  'col.noise': 'Ruido',
  'col.clock': 'Reloj',
  'col.used': 'Usados',
  'col.not-used': 'Sin usar',
  'sensors.noise': '× {factor}',
  'sensors.axis.range': 'distancia',
  'sensors.axis.azimuth': 'acimut',
  'sensors.axis.elevation': 'elevación',
  'finding.registered': 'registrado',
  'finding.beyond-limit': 'sesgo fuera del límite: revise la instalación',
  'finding.clock-out': 'reloj con más de 1 s de error: no se usa',
  'finding.noisy': 'más ruidoso de lo declarado',
  'finding.interference': 'oye posiciones bajo interferencia',
  'finding.disputed': 'no ve a los transmisores donde dicen estar',
  'finding.none': 'nada todavía',
  'map.legend.seen': 'Aquí mira un radar (más claro: más bajo)',
  'map.legend.lost': 'Aquí ya no mira nadie',
};
