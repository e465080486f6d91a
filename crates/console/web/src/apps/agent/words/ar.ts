import type { DeskNow, EvidenceSource, HandoverCause, LastStep, NotReadyReason, Outcome, PromiseState } from '$lib/api/wire';
import { arPlural, say } from '$lib/i18n/words';
import type { Bar } from '../state/screen';

type States = Record<DeskNow['state'], string>;
type Reasons = Record<NotReadyReason, string>;
type Steps = Record<LastStep, string>;
type Causes = Record<HandoverCause, string>;
type Outcomes = Record<Outcome, string>;
type Bars = Record<Bar, string>;
type Promises = Record<PromiseState, string>;
type Sources = Record<EvidenceSource, string>;

/** The desk in Arabic. */
export const ar = {
  title: 'مكتب الموظف',
  titleRings: (who: string) => say`☎ مكالمة: ${who}`,
  notAgent: 'هذا الحساب ليس حساب موظف يستقبل مكالمات.',
  home: 'الصفحة الأولى',
  somebody: 'متصل',
  withheld: 'رقم محجوب',

  shift: {
    begin: 'ابدأ المناوبة',
    what: 'ضغطة واحدة: يطلب المتصفح الميكروفون والإشعارات، ثم نختبر صوتك ثانيتين.',
    testing: 'تكلّم الآن: نختبر الميكروفون…',
    heard: 'نسمعك جيدًا.',
    silent: 'لم نسمع شيئًا. افحص السماعة أو اختر ميكروفونًا آخر.',
    onward: 'ابدأ على أي حال',
    testAgain: 'اختبر مرة أخرى',
    level: 'مستوى صوتك',
    denied: 'الميكروفون ممنوع في هذا المتصفح. اسمح به من رمز القفل بجانب العنوان، ثم أعد المحاولة.',
    missing: 'لا يوجد ميكروفون. صِل السماعة ثم أعد المحاولة.',
    quietTab: 'اضغط أي مفتاح أو انقر لكي يُسمع الرنين في هذه النافذة.',
    end: 'إنهاء المناوبة',
    elsewhere: 'الهاتف مفتوح في نافذة أخرى.',
    moveHere: 'انقله هنا',
    moveHereWhy: 'إن كنت في مكالمة فستستمر هنا خلال ثوانٍ.',
    phone: { off: 'الهاتف متوقف', connecting: 'الهاتف يتصل…', up: 'الهاتف متصل', lost: 'الهاتف مقطوع، نعيد المحاولة', refused: 'رفض الخادم هذا الهاتف' },
  },

  state: {
    menu: 'حالتك:',
    change: 'غيّر حالتك',
    names: { signed_out: 'خارج', ready: 'متاح', not_ready: 'غير متاح', ringing: 'يرن', talking: 'في مكالمة', wrap_up: 'بعد المكالمة' } as States,
    reasons: { break: 'راحة', prayer: 'صلاة', meal: 'وجبة', meeting: 'اجتماع', back_office: 'عمل مكتبي', no_answer: 'لم ترد على عرض', declined: 'اعتذرت عن عرض', line_lost: 'انقطع خطك', other: 'سبب آخر' } as Reasons,
    missed: 'رنّ هاتفك ولم ترد، فجعلناك غير متاح. عُد حين تكون مستعدًا.',
    backReady: 'أنا متاح',
  },

  idle: {
    waiting: 'أنت متاح. أول مكالمة ستظهر هنا مع قصة صاحبها.',
    away: 'أنت غير متاح الآن.',
    today: 'يومك',
    calls: 'مكالمات',
    talked: 'وقت الحديث',
    hard: 'مكالمات صعبة',
    thanks: 'شكر سُمع اليوم',
    thank: (n: number) =>
      arPlural(n, { zero: 'لم يُسمع شكر بعد اليوم.', one: 'شكرك متصل واحد اليوم.', two: 'شكرك متصلان اليوم.', few: 'شكرك # متصلين اليوم.', many: 'شكرك # متصلًا اليوم.', other: 'شكرك # متصل اليوم.' }),
    thankYou: (words: string) => say`آخر شكر: «${words}»`,
    owed: 'وعود أخرى وعدتَ بها، الأقرب أولًا',
    unsaved: 'آخر مكالمة لم تُختم بعد',
  },

  ring: {
    incoming: 'مكالمة واردة',
    accept: 'رد',
    left: (n: number) =>
      arPlural(n, { zero: 'الآن', one: 'بقيت ثانية', two: 'بقيت ثانيتان', few: 'بقيت # ثوانٍ', many: 'بقيت # ثانية', other: 'بقيت # ثانية' }),
    decline: 'اعتذر',
    notify: (who: string) => say`${who} يتصل`,
    notifyBody: 'اضغط F2 في مكتب الموظف للرد.',
    connectingPhone: 'يُجهَّز الخط…',
    waited: (time: string) => say`انتظر ${time}`,
  },

  bar: {
    names: { connecting: 'جارٍ وصل الصوت…', talking: 'تتحدثان', held: 'المتصل على الانتظار', lost: 'انقطع صوتك، نعيدك…', consulting: 'تستشير زميلًا', conference: 'مكالمة ثلاثية', calling_back: 'نعاود الاتصال بالعميل…', elsewhere: 'المكالمة على هاتف آخر' } as Bars,
    region: 'المكالمة',
    timer: 'مدة المكالمة',
    held: (time: string) => say`على الانتظار منذ ${time}`,
    recording: 'يُسجَّل',
    notRecording: 'لا يُسجَّل',
    recordingRefused: 'لا يريد المتصل أن يُسجَّل',
    refuse: {
      open: 'المتصل يرفض التسجيل',
      title: 'لا يريد المتصل أن يُسجَّل',
      what: 'من الآن لا يُحفظ صوت هذه المكالمة، ويُمحى ما سُجّل منها. تتحدثان كما كنتما. وتقول قصة المكالمة إن المتصل أخبرك. لا رجعة في هذا.',
      sure: 'لا تسجّل هذه المكالمة',
      done: 'لم تعد هذه المكالمة تُسجَّل.',
    },
    discreet: (time: string) => say`لا يُحفظ شيء الآن، ويعود التسجيل وحده بعد ${time}`,
    pauseRecording: 'أوقف التسجيل',
    resumeRecording: 'عُد إلى التسجيل',
    mute: 'اكتم',
    unmute: 'ألغِ الكتم',
    hold: 'انتظار',
    resume: 'عودة',
    transfer: 'تحويل',
    keypad: 'أرقام',
    end: 'إنهاء',
    devices: 'الأجهزة',
    abuse: 'إساءة',
    moveHere: 'انقل المكالمة هنا',
    complete: 'أتم التحويل',
    join: 'اجمعنا',
    cancel: 'عُد إلى المتصل',
    other: { ringing: (name: string) => say`يرن عند ${name}`, talking: (name: string) => say`معك ${name}` },
    faults: {
      no_path: 'الصوت لا يصل: الشبكة تمنع UDP بينك وبين الخادم. المتصل يسمع موسيقى. أعد المحاولة، وإن تكرر فأبلغ مسؤول الشبكة.',
      no_sound: 'وصل الخط ولا يأتي صوت من الطرف الآخر بعد.',
      microphone_denied: 'الميكروفون ممنوع، فلم نستطع الرد. اسمح به من رمز القفل بجانب العنوان.',
      microphone_missing: 'لا يوجد ميكروفون، فلم نستطع الرد. صِل السماعة.',
      refused: 'رُفضت المكالمة.',
      unreachable: 'الخادم لا يرد على الهاتف.',
    },
    reconnect: 'أعد وصل الصوت',
  },

  quality: {
    label: (word: string) => say`جودة الخط: ${word}`,
    loss: 'الفقد',
    jitter: 'التذبذب',
    rtt: 'الذهاب والعودة',
  },

  devices: {
    title: 'الميكروفون والسماعات',
    microphone: 'الميكروفون',
    speaker: 'سماعة المكالمة',
    ringer: 'سماعة الرنين',
    own: 'جهاز النظام',
    unnamed: (n: number) => say`جهاز ${n}`,
    gone: { microphone: 'نُزع الميكروفون؛ نستعمل جهاز النظام.', speaker: 'نُزعت السماعة؛ نستعمل جهاز النظام.', ringer: 'نُزعت سماعة الرنين؛ نستعمل جهاز النظام.' },
    tryRing: 'جرّب الرنين',
  },

  keypad: {
    title: 'لوحة الأرقام',
    hint: 'اكتب الأرقام من لوحة المفاتيح أو انقرها.',
    notYet: 'تعمل بعد وصول الصوت.',
    sent: 'أُرسل',
  },

  transfer: {
    title: 'تحويل المكالمة',
    search: 'اسم زميل، أو طابور، أو رقم',
    blind: 'حوّل الآن',
    consult: 'استشر أولًا',
    hint: 'الأسهم للاختيار، Enter تحويل فوري، Shift+Enter استشارة.',
    none: 'لا أحد بهذا الاسم. يمكنك كتابة رقم.',
    number: 'رقم',
    queue: 'طابور',
    waiting: (n: number) =>
      arPlural(n, { zero: 'لا أحد ينتظر', one: 'ينتظر واحد', two: 'ينتظر اثنان', few: 'ينتظر #', many: 'ينتظر #', other: 'ينتظر #' }),
    sent: (name: string) => say`حُوّلت المكالمة إلى ${name}.`,
  },

  person: {
    region: 'المتصل',
    unknown: 'متصل جديد',
    unknownWhy: 'لا نعرف هذا الرقم بعد. سؤال لطيف عن الاسم يكفي.',
    name: 'الاسم كما يحبه',
    city: 'المدينة',
    language: 'اللغة',
    languages: { ar: 'العربية', en: 'الإنجليزية' },
    occasion: 'مناسبة',
    edit: 'عدّل',
    add: 'أضف الاسم',
    left: { phone: (mood: string, when: string) => say`آخر اتصال ${when}، انتهى وهو ${mood}`, branch: (mood: string, branch: string, when: string) => say`آخر زيارة ${when}، خرج من ${branch} وهو ${mood}` },
    open: (n: number) =>
      arPlural(n, { zero: 'لا وعود مفتوحة', one: 'وعد مفتوح واحد', two: 'وعدان مفتوحان', few: '# وعود مفتوحة', many: '# وعدًا مفتوحًا', other: '# وعد مفتوح' }),
    history: 'ما كان بيننا',
    noHistory: 'هذه أول مرة نتحدث فيها.',
    phone: 'هاتف',
    branch: 'فرع',
    inOut: (first: string, last: string) => say`من ${first} إلى ${last}`,
    until: (when: string) => say`حتى ${when}`,
    saved: 'حُفظت بياناته.',
    savedForYou: 'حُفظ لك وحدك ولمدير النظام: لم يوافق بعد أن نستعمله.',
    consent: 'وافق أن نحفظ ما كتبته هنا ونستعمله',
    consentHint: 'اسأله أولًا. بلا موافقة لا يراه غيرك ومدير النظام، ولا يظهر لزملائك. المدينة تُحفظ على بطاقته.',
    source: 'كيف عرفت',
    sources: { customer: 'قاله بنفسه', agent: 'لاحظته في المكالمة', branch: 'لاحظه موظف الفرع', import: 'جاء من نظام آخر' },
    told: (source: string, when: string) => say`${source}، ${when}`,
    agreed: { yes: 'وافق', no: 'لم يوافق' },
    untold: 'بلا مصدر ولا موافقة بعد',
    page: 'صفحته ورحلته معنا',
  },

  why: {
    wants: 'يريد',
    unknown: 'لم يُعرف الطلب بعد',
    correctIntent: 'صحّح الطلب',
    other: 'شيء آخر',
    mood: 'مزاج المتصل',
    noMood: 'لم يُقرأ المزاج بعد',
    evidence: 'لماذا؟',
    noEvidence: 'لا دليل غير المعتاد.',
    correctMood: 'صحّح المزاج',
    corrected: 'صُحّح، شكرًا.',
    line: 'المزاج حتى الآن',
    handover: {
      flow: 'وصل إلى هنا من القائمة', asked: 'طلب موظفًا', mood: 'حوّله المزاج', emergency: 'أمر طارئ', silence: 'صمت', not_understood: 'لم نفهمه',
      limit: 'طال حديثه مع الآلة', abuse: 'بعد إساءة إلى زميل', agent_lost: 'انقطع خط زميل', fault: 'عطل في الآلة',
    } as Causes,
    sources: { words: 'من كلامه', behaviour: 'من سلوكه', voice: 'من صوته', agent: 'قول موظف' } as Sources,
    codes: {
      heated_voice: 'صوت منفعل', silence_after_question: 'صمت بعد السؤال', repeated_self: 'أعاد كلامه', repeated_question: 'أعدنا عليه السؤال',
      repeat_contact: 'اتصل من قبل قريبًا', key_mashing: 'ضغط المفاتيح مرارًا', barge_in: 'قاطع الرد الآلي', asked_for_human: 'طلب إنسانًا', asked_again: 'سأل مرة أخرى',
    } as Record<string, string>,
  },

  transcript: {
    title: 'ما يقال الآن',
    empty: 'ستظهر الكلمات هنا حين يبدأ الكلام.',
    latest: '↓ الأحدث',
    promise: 'وعد من هذا السطر',
    chosen: 'السطر المختار',
  },

  note: { label: 'ملاحظة', place: 'اكتب ملاحظة… (Ctrl+Enter للحفظ)', add: 'أضف', added: 'حُفظت الملاحظة.' },

  rail: {
    title: 'استمع · اعتذر · حُل · اشكر',
    names: { listen: 'استمع', apologise: 'اعتذر', solve: 'حُل', thank: 'اشكر' } as Steps,
    states: { not_yet: 'ليس بعد', heard: 'سُمع شيء', done: 'تم' },
    overrule: 'انقر لتصحيحها',
    byYou: 'بقولك',
    talk: (pct: string) => say`تحدث المتصل ${pct} من الوقت`,
    cut: (n: number) =>
      arPlural(n, { zero: 'لم تقاطعه', one: 'قاطعتَه مرة', two: 'قاطعتَه مرتين', few: 'قاطعتَه # مرات', many: 'قاطعتَه # مرة', other: 'قاطعتَه # مرة' }),
  },

  promise: {
    title: 'وعود هذه المكالمة',
    none: 'اختر سطرًا ثم Alt+P.',
    add: 'وعد جديد',
    what: 'بماذا وعدناه؟',
    keeper: 'من يفي به؟',
    keepers: { phone: 'الهاتف', branch: 'الفرع' },
    until: 'حتى متى؟ (بالكلام)',
    untilPlace: 'مثل: يوم الأحد، خلال 24 ساعة',
    date: 'التاريخ',
    where: 'أي فرع؟',
    save: 'احفظ الوعد',
    saved: 'حُفظ الوعد.',
    withdrawn: 'سُحب الوعد.',
    withdraw: 'اسحب الوعد',
    late: (when: string) => say`فات موعده: كان حتى ${when}`,
    noDate: 'بلا موعد',
    states: { suggested: 'مقترح', open: 'مفتوح', kept: 'وُفِّي', partly_kept: 'وُفِّي جزئيًا', broken: 'لم يوفَّ' } as Promises,
  },

  ledger: {
    due: 'وعود حان موعدها أو فات',
    none: 'لا وعد لك يحين خلال يوم.',
    told: (what: string) => say`وعد يحين موعده: ${what}`,
    callback: 'أن نعاود الاتصال به',
    to: (name: string) => say`لـ ${name}`,
    heard: 'سمعناه في مكالماتك: أهو وعد؟',
    yes: 'نعم، وعد',
    no: 'ليس وعدًا',
    yesWhat: (what: string) => say`نعم، وعد: ${what}`,
    noWhat: (what: string) => say`ليس وعدًا: ${what}`,
    hear: 'اسمعه عند',
    confirmed: 'صار وعدًا مفتوحًا.',
    dismissed: 'لم يكن وعدًا. لن يُقترح مرة أخرى.',
    keep: 'وُفِّي',
    keptWhat: (what: string) => say`وُفِّي: ${what}`,
    kept: 'كُتب أن الوعد وُفِّي.',
    openAgain: 'الوعد مفتوح من جديد.',
    move: 'موعد آخر',
    moveWhat: (what: string) => say`موعد آخر لـ: ${what}`,
    until: 'الموعد الجديد',
    why: 'لماذا؟',
    whyPlace: 'مثل: اتفقنا مع العميل على الأحد',
    moveSave: 'انقل الموعد',
    moved: 'نُقل الموعد.',
  },

  silent: {
    title: 'صامتون أُسندوا إليك',
    lead: 'لم يشتكوا، ذهبوا فقط. اتصل بهم، ثم اكتب كيف كان.',
    noNumber: 'لا رقم له',
    outcome: 'كيف كان الاتصال',
    outcomes: { glad: 'سُرّ باتصالنا', reached: 'كلّمناه', no_answer: 'لم يرد', wrong_number: 'رقم خاطئ', declined: 'لا يريد' },
    unanswered: (n: number, most: number) => say`محاولات بلا رد: ${n} من ${most}`,
    note: 'ماذا قال',
    saved: 'حُفظت النتيجة.',
  },

  wrapUp: {
    title: 'ختام المكالمة',
    left: (time: string) => say`بقي ${time}`,
    more: 'وقت أكثر',
    outcome: 'كيف انتهت؟',
    outcomes: { solved: 'حُلّت', promised: 'وُعد', sent_on: 'حُوّل إلى غيرنا', not_solved: 'لم تُحل', no_talk: 'لم يكن حديث' } as Outcomes,
    summary: 'الخلاصة في جملة أو جملتين',
    auto: 'ملء آلي، عدّله كما تشاء',
    finish: 'اختم',
    pick: 'اختر كيف انتهت المكالمة أولًا.',
    done: 'خُتمت المكالمة.',
    wanted: (what: string) => say`الطلب: ${what}.`,
    mood: (first: string, last: string) => say`بدأ ${first} وانتهى ${last}.`,
    promised: (what: string) => say`وعدناه: ${what}.`,
    noted: (what: string) => say`ملاحظة: ${what}.`,
  },

  care: {
    title: 'رعايتك',
    meter: (minutes: string) => say`دقائق صعبة اليوم: ${minutes}`,
    hard: (n: number) =>
      arPlural(n, { zero: 'لا مكالمات صعبة', one: 'مكالمة صعبة', two: 'مكالمتان صعبتان', few: '# مكالمات صعبة', many: '# مكالمة صعبة', other: '# مكالمة صعبة' }),
    abuse: (n: number) =>
      arPlural(n, { zero: 'لا إساءات', one: 'إساءة واحدة', two: 'إساءتان', few: '# إساءات', many: '# إساءة', other: '# إساءة' }),
    yours: 'محسوبة من متصليك، لا من صوتك.',
    offer: 'مرّت بك مكالمات صعبة. خذ راحة قصيرة؛ لن تُحسب عليك.',
    rest: 'خذ راحة',
    later: 'ليس الآن',
    abuseTitle: 'إساءة من المتصل',
    abuseWhat: 'ينتقل المتصل حالًا إلى زميل آخر، وتُسجَّل الإساءة في قصة المكالمة، ويُعرض عليك أن ترتاح. لن يعود إليك في هذه المكالمة.',
    abuseDo: 'سلّم المكالمة',
    abuseDone: 'سُلّمت المكالمة. خذ نفسًا.',
  },

  keys: {
    accept: 'رد على المكالمة', hold: 'انتظار أو عودة', mute: 'كتم أو إلغاؤه', transfer: 'تحويل', end: 'إنهاء المكالمة', promise: 'وعد من السطر المختار', discreet: 'إيقاف التسجيل لقراءة بطاقة أو عودته', refuse: 'المتصل لا يريد أن يُسجَّل',
    listen: 'علّم: استمع', apologise: 'علّم: اعتذر', solve: 'علّم: حُل', thank: 'علّم: اشكر', finish: 'احفظ الملاحظة أو اختم المكالمة', keypad: 'لوحة الأرقام',
  },
};
