import { expect, it } from 'vitest';
import type { Turn } from '../../src/apps/qa/state/shapes';
import { asText } from '../../src/apps/qa/state/take';

it('words are taken along as they were said, a line per turn', () => {
  const turn = (start: number, speaker: string, text: string) => ({ speaker, text, span: { start, end: start + 1 } }) as unknown as Turn;
  const text = asText('+966 · 3:05', [turn(0, 'caller', 'مرحبا <b>\u0007\n=1+1'), turn(83_400, 'agent', 'أهلًا')], { caller: 'المتصل', agent: 'الموظف', machine: 'الرد الآلي' });
  expect(text.split('\r\n')).toEqual(['\ufeff+966 · 3:05', '', '[0:00] المتصل: مرحبا <b>  =1+1', '[1:23] الموظف: أهلًا', '']);
});
