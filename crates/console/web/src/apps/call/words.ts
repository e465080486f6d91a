// What the caller's page says, in both languages. Whole sentences; what is put into them is isolated from their direction.
// No catalogue of the other pages is used here: a caller loads this page over any network, before any click.

export type Language = 'ar' | 'en';

const RULES = { ar: new Intl.PluralRules('ar'), en: new Intl.PluralRules('en') };
const slot = (text: string | number) => `\u2068${text}\u2069`;
const arabic = (n: number, forms: Record<'one' | 'two' | 'few' | 'many' | 'other', string>) => {
  const form = RULES.ar.select(n);
  return forms[form === 'zero' ? 'other' : form].replace('#', slot(n));
};
const english = (n: number, one: string, other: string) => (RULES.en.select(n) === 'one' ? one : other).replace('#', slot(n));

const ar = {
  title: 'تحدّث معنا',
  titleOf: (name: string) => `تحدّث مع ${slot(name)}`,
  otherLanguage: 'English',
  loading: 'جارٍ التحميل…',
  who: 'يجيبك أولًا صوت آلي يفهم كلامك، ثم إنسان. وفي أي لحظة تستطيع أن تطلب إنسانًا.',
  closed: 'لا إنسان هنا ليجيبك الآن. اترك رقمك ونتصل بك نحن، أو كلّم الرد الآلي.',
  waitUnknown: 'لا نعرف الآن كم يطول الانتظار.',
  waitShort: 'الانتظار الآن أقل من دقيقة.',
  waitAbout: (n: number) => `الانتظار الآن نحو ${ar.minutes(n)}.`,
  waitBetween: (a: number, b: number) => `الانتظار الآن من ${ar.minutes(a)} إلى ${ar.minutes(b)}.`,
  minutes: (n: number) => arabic(n, { one: 'دقيقة واحدة', two: 'دقيقتين', few: '# دقائق', many: '# دقيقة', other: '# دقيقة' }),
  consent: 'تُسجَّل المكالمة ويُكتب ما يقال فيها، لنخدمك أفضل ونتحقق من أننا وفينا بوعدنا. بالضغط على «اتصل الآن» توافق على ذلك.',
  microphone: 'سيسألك متصفحك عن الميكروفون عند الضغط، لا قبله.',
  callNow: 'اتصل الآن',
  callMe: 'اتصلوا بي',
  phone: (number: string) => `أو اتصل من هاتفك: ${slot(number)}`,
  asking: 'اسمح باستعمال الميكروفون',
  askingHint: 'يسألك متصفحك الآن.',
  connecting: 'جارٍ وصل الصوت…',
  connectingHint: 'نسمعك أثناء المكالمة فقط.',
  machine: 'الرد الآلي معك',
  machineHint: 'قل ما تريد بكلامك.',
  human: 'حدّثني مع إنسان',
  waiting: 'أنت في الانتظار',
  next: 'أنت التالي.',
  ahead: (n: number) =>
    arabic(n, { one: 'أمامك متصل واحد.', two: 'أمامك متصلان.', few: 'أمامك # متصلين.', many: 'أمامك # متصلًا.', other: 'أمامك # متصل.' }),
  ringing: 'نطلب لك موظفًا…',
  talking: 'أنت تتحدث مع موظف',
  talkingWith: (name: string) => `معك ${slot(name)}`,
  mute: 'كتم صوتي',
  muted: 'صوتك مكتوم',
  pad: 'لوحة الأرقام',
  pressed: 'ضغطتَ',
  end: 'إنهاء',
  time: 'مدة المكالمة',
  ended: 'انتهت المكالمة',
  owed: 'لم نجد من يجيبك، ولك علينا أن نتصل بك. على أي رقم؟',
  felt: 'كيف خرجت منها؟',
  kept: 'هل وفينا بما وعدناك به؟',
  keptYes: 'نعم',
  keptNo: 'لا',
  keptNone: 'لم تعدوني بشيء',
  thanks: 'شكرًا لك. وصل صوتك.',
  again: 'اتصل من جديد',
  retry: 'أعد المحاولة',
  back: 'رجوع',
  form: 'نتصل بك نحن',
  formWhy: {
    chosen: 'اترك رقمك، ويتصل بك إنسان.',
    denied: 'لم يسمح متصفحك بالميكروفون. اترك رقمك ونتصل بك، أو اسمح به من إعدادات الصفحة ثم أعد المحاولة.',
    none: 'لا ميكروفون في هذا الجهاز. اترك رقمك ونتصل بك.',
    insecure: 'لا يتيح متصفحك الميكروفون في هذه الصفحة. اترك رقمك ونتصل بك.',
    closed: 'لا أحد هنا ليجيبك الآن. اترك رقمك ونتصل بك أول ما نعود.',
  },
  number: 'رقم هاتفك',
  numberWrong: 'اكتب رقمًا من 5 إلى 15 خانة، ويجوز أن يبدأ بعلامة +.',
  name: 'الاسم الذي تحب أن نناديك به (اختياري)',
  note: 'في ماذا نخدمك؟ (اختياري)',
  formConsent: 'نحفظ رقمك لهذه المكالمة، وتُسجَّل حين نتصل بك.',
  send: 'اتصلوا بي',
  promised: 'سنتصل بك.',
  promisedHint: (number: string) => `سجّلنا وعدًا بالاتصال بك على ${slot(number)}.`,
  failed: 'تعذّر الاتصال',
  failedWhy: {
    blocked: 'الشبكة التي أنت عليها تمنع الصوت. جرّب شبكة أخرى، أو دعنا نتصل بك.',
    line: 'لم يصل الاتصال إلى الخادم. أعد المحاولة، أو دعنا نتصل بك.',
    busy: 'الخطوط كلها مشغولة الآن. أعد المحاولة بعد قليل، أو دعنا نتصل بك.',
    lost: 'انقطع الخط. أعد المحاولة، أو دعنا نتصل بك.',
  },
  notSent: 'لم يصل هذا إلينا. ما كتبته محفوظ؛ أعد المحاولة.',
  tooMany: 'محاولات كثيرة من شبكتك. أعد المحاولة بعد قليل.',
  moods: { angry: 'غاضبًا', frustrated: 'محبطًا', lost: 'تائهًا', neutral: 'عاديًا', satisfied: 'راضيًا', sad: 'حزينًا' },
};

const en: typeof ar = {
  title: 'Talk to us',
  titleOf: (name) => `Talk to ${slot(name)}`,
  otherLanguage: 'العربية',
  loading: 'Loading…',
  who: 'A machine that understands you answers first, then a person. You can ask for a person at any moment.',
  closed: 'No person is here to answer now. Leave your number and we will call you, or talk to the machine.',
  waitUnknown: 'We do not know now how long the wait is.',
  waitShort: 'The wait now is less than a minute.',
  waitAbout: (n) => `The wait now is about ${en.minutes(n)}.`,
  waitBetween: (a, b) => `The wait now is ${slot(a)} to ${en.minutes(b)}.`,
  minutes: (n) => english(n, '# minute', '# minutes'),
  consent: 'The call is recorded and written down, so that we serve you better and can check that we kept our word. By pressing “Call now” you agree.',
  microphone: 'Your browser will ask for the microphone when you press, not before.',
  callNow: 'Call now',
  callMe: 'Call me back',
  phone: (number) => `Or call from your phone: ${slot(number)}`,
  asking: 'Allow the microphone',
  askingHint: 'Your browser is asking you now.',
  connecting: 'Connecting the sound…',
  connectingHint: 'We hear you during the call only.',
  machine: 'The machine is with you',
  machineHint: 'Say what you need in your own words.',
  human: 'Let me talk to a person',
  waiting: 'You are waiting',
  next: 'You are next.',
  ahead: (n) => english(n, '# caller is before you.', '# callers are before you.'),
  ringing: 'Ringing an agent for you…',
  talking: 'You are talking to an agent',
  talkingWith: (name) => `${slot(name)} is with you`,
  mute: 'Mute me',
  muted: 'You are muted',
  pad: 'Keypad',
  pressed: 'You pressed',
  end: 'End',
  time: 'Length of the call',
  ended: 'The call is over',
  owed: 'We found nobody to answer, and owe you a call. At which number?',
  felt: 'How do you feel now?',
  kept: 'Did we keep our word?',
  keptYes: 'Yes',
  keptNo: 'No',
  keptNone: 'Nothing was promised',
  thanks: 'Thank you. We heard you.',
  again: 'Call again',
  retry: 'Try again',
  back: 'Back',
  form: 'We call you',
  formWhy: {
    chosen: 'Leave your number and a person will call you.',
    denied: 'Your browser did not allow the microphone. Leave your number and we will call you, or allow it in the page settings and try again.',
    none: 'There is no microphone on this device. Leave your number and we will call you.',
    insecure: 'Your browser gives no microphone on this page. Leave your number and we will call you.',
    closed: 'Nobody is here to answer now. Leave your number and we will call you as soon as we are back.',
  },
  number: 'Your phone number',
  numberWrong: 'Write a number of 5 to 15 digits; it may begin with +.',
  name: 'The name you like to be called by (optional)',
  note: 'What can we do for you? (optional)',
  formConsent: 'We keep your number for this call, which is recorded when we call you.',
  send: 'Call me back',
  promised: 'We will call you.',
  promisedHint: (number) => `We have noted a promise to call you at ${slot(number)}.`,
  failed: 'The call did not come through',
  failedWhy: {
    blocked: 'The network you are on blocks the sound. Try another network, or let us call you.',
    line: 'The call did not reach the server. Try again, or let us call you.',
    busy: 'All lines are busy now. Try again shortly, or let us call you.',
    lost: 'The line broke. Try again, or let us call you.',
  },
  notSent: 'This did not reach us. What you wrote is kept; try again.',
  tooMany: 'Too many tries from your network. Try again shortly.',
  moods: { angry: 'angry', frustrated: 'frustrated', lost: 'lost', neutral: 'as usual', satisfied: 'satisfied', sad: 'sad' },
};

export type Words = typeof ar;
export const words: Record<Language, Words> = { ar, en };

/** How long, honestly: half of the callers wait at most the first, four in five at most the second. */
export function waitWords(t: Words, wait: { p50_ms: number; p80_ms: number } | null): string {
  if (!wait) return t.waitUnknown;
  const [half, most] = [Math.max(1, Math.round(wait.p50_ms / 60_000)), Math.ceil(wait.p80_ms / 60_000)];
  if (wait.p80_ms < 60_000) return t.waitShort;
  return most <= half ? t.waitAbout(half) : t.waitBetween(half, most);
}

/** The place in line; 1 is next. */
export function placeWords(t: Words, position: number | null): string {
  if (position === null) return '';
  return position <= 1 ? t.next : t.ahead(position - 1);
}
