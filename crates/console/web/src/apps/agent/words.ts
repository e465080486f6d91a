import type { DeskNow, EvidenceSource, HandoverCause, LastStep, NotReadyReason, Outcome, PromiseState } from '$lib/api/wire';
import { arPlural, enPlural, isolate, say, words } from '$lib/i18n/words';
import type { Bar } from './state/screen';

type States = Record<DeskNow['state'], string>;
type Reasons = Record<NotReadyReason, string>;
type Steps = Record<LastStep, string>;
type Causes = Record<HandoverCause, string>;
type Outcomes = Record<Outcome, string>;
type Bars = Record<Bar, string>;
type Promises = Record<PromiseState, string>;
type Sources = Record<EvidenceSource, string>;

export const w = words(
  {
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
      menu: (state: string) => say`حالتك: ${state}. غيّرها`,
      names: { signed_out: 'خارج', ready: 'متاح', not_ready: 'غير متاح', ringing: 'يرن', talking: 'في مكالمة', wrap_up: 'بعد المكالمة' } as States,
      reasons: { break: 'راحة', prayer: 'صلاة', meal: 'وجبة', meeting: 'اجتماع', back_office: 'عمل مكتبي', no_answer: 'لم ترد على عرض', declined: 'اعتذرت عن عرض', other: 'سبب آخر' } as Reasons,
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
      names: { connecting: 'جارٍ وصل الصوت…', talking: 'تتحدثان', held: 'المتصل على الانتظار', lost: 'انقطع صوتك، نعيدك…', consulting: 'تستشير زميلًا', conference: 'مكالمة ثلاثية', elsewhere: 'المكالمة على هاتف آخر' } as Bars,
      region: 'المكالمة',
      timer: 'مدة المكالمة',
      held: (time: string) => say`على الانتظار منذ ${time}`,
      recording: 'يُسجَّل',
      notRecording: 'لا يُسجَّل',
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
      overrule: (step: string, state: string) => say`${step}: ${state}. انقر لتصحيحها`,
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
      noDate: 'بلا موعد',
      states: { suggested: 'مقترح', open: 'مفتوح', kept: 'وُفِّي', partly_kept: 'وُفِّي جزئيًا', broken: 'لم يوفَّ' } as Promises,
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
      accept: 'رد على المكالمة', hold: 'انتظار أو عودة', mute: 'كتم أو إلغاؤه', transfer: 'تحويل', end: 'إنهاء المكالمة', promise: 'وعد من السطر المختار',
      listen: 'علّم: استمع', apologise: 'علّم: اعتذر', solve: 'علّم: حُل', thank: 'علّم: اشكر', finish: 'احفظ الملاحظة أو اختم المكالمة', keypad: 'لوحة الأرقام',
    },
  },
  {
    title: 'Agent desk',
    titleRings: (who: string) => say`☎ Call: ${who}`,
    notAgent: 'This account is not one of an agent who takes calls.',
    home: 'First page',
    somebody: 'A caller',
    withheld: 'number withheld',

    shift: {
      begin: 'Start the shift',
      what: 'One click: the browser asks for the microphone and notifications, then we test your sound for two seconds.',
      testing: 'Speak now: testing the microphone…',
      heard: 'We hear you well.',
      silent: 'We heard nothing. Check the headset or choose another microphone.',
      onward: 'Start anyway',
      testAgain: 'Test again',
      level: 'Your level',
      denied: 'This browser blocks the microphone. Allow it by the lock beside the address, then try again.',
      missing: 'There is no microphone. Plug the headset in, then try again.',
      quietTab: 'Press any key or click, so that ringing is heard in this window.',
      end: 'End the shift',
      elsewhere: 'The phone is open in another window.',
      moveHere: 'Move it here',
      moveHereWhy: 'If you are in a call, it goes on here within seconds.',
      phone: { off: 'Phone is off', connecting: 'Phone is connecting…', up: 'Phone is connected', lost: 'Phone is cut off, trying again', refused: 'The server refused this phone' },
    },

    state: {
      menu: (state: string) => say`Your state: ${state}. Change it`,
      names: { signed_out: 'out', ready: 'ready', not_ready: 'not ready', ringing: 'ringing', talking: 'in a call', wrap_up: 'after the call' },
      reasons: { break: 'rest', prayer: 'prayer', meal: 'meal', meeting: 'meeting', back_office: 'desk work', no_answer: 'an offer was not answered', declined: 'an offer was declined', other: 'other' },
      missed: 'Your phone rang and nobody answered, so you are away. Come back when you are set.',
      backReady: 'I am ready',
    },

    idle: {
      waiting: 'You are ready. The next call shows here, with the caller’s story.',
      away: 'You are not ready now.',
      today: 'Your day',
      calls: 'calls',
      talked: 'talk time',
      hard: 'hard calls',
      thanks: 'thanks heard today',
      thank: (n: number) => enPlural(n, { zero: 'No thanks heard yet today.', one: '# caller thanked you today.', other: '# callers thanked you today.' }),
      unsaved: 'The last call is not wrapped up yet',
    },

    ring: {
      incoming: 'Incoming call',
      accept: 'Answer',
      left: (n: number) => enPlural(n, { zero: 'now', one: '# second left', other: '# seconds left' }),
      decline: 'Decline',
      notify: (who: string) => say`${who} is calling`,
      notifyBody: 'Press F2 at the agent desk to answer.',
      connectingPhone: 'Getting the line…',
      waited: (time: string) => say`waited ${time}`,
    },

    bar: {
      names: { connecting: 'Connecting the sound…', talking: 'Talking', held: 'Caller on hold', lost: 'Your sound is cut, bringing you back…', consulting: 'Asking a colleague', conference: 'Three-way call', elsewhere: 'The call is on another phone' },
      region: 'Call',
      timer: 'Length of the call',
      held: (time: string) => say`on hold for ${time}`,
      recording: 'recording',
      notRecording: 'not recorded',
      mute: 'Mute',
      unmute: 'Unmute',
      hold: 'Hold',
      resume: 'Resume',
      transfer: 'Transfer',
      keypad: 'Keypad',
      end: 'End',
      devices: 'Devices',
      abuse: 'Abuse',
      moveHere: 'Move the call here',
      complete: 'Complete transfer',
      join: 'Join all',
      cancel: 'Back to the caller',
      other: { ringing: (name: string) => say`Ringing ${name}`, talking: (name: string) => say`With ${name}` },
      faults: {
        no_path: 'Sound does not get through: the network blocks UDP between you and the server. The caller hears music. Try again; if it stays, tell your network’s keeper.',
        no_sound: 'The line is up, but no sound comes from the other side yet.',
        microphone_denied: 'The microphone is blocked, so the call could not be answered. Allow it by the lock beside the address.',
        microphone_missing: 'There is no microphone, so the call could not be answered. Plug the headset in.',
        refused: 'The call was refused.',
        unreachable: 'The server does not answer the phone.',
      },
      reconnect: 'Connect the sound again',
    },

    quality: {
      label: (word: string) => say`Line: ${word}`,
      loss: 'Loss',
      jitter: 'Jitter',
      rtt: 'Round trip',
    },

    devices: {
      title: 'Microphone and speakers',
      microphone: 'Microphone',
      speaker: 'Call speaker',
      ringer: 'Ringing speaker',
      own: 'The system’s own',
      unnamed: (n: number) => say`Device ${n}`,
      gone: { microphone: 'The microphone was unplugged; the system’s own is used.', speaker: 'The speaker was unplugged; the system’s own is used.', ringer: 'The ringing speaker was unplugged; the system’s own is used.' },
      tryRing: 'Try the ring',
    },

    keypad: {
      title: 'Keypad',
      hint: 'Type digits on the keyboard or click them.',
      notYet: 'Works once sound arrives.',
      sent: 'Sent',
    },

    transfer: {
      title: 'Transfer the call',
      search: 'A colleague’s name, a queue, or a number',
      blind: 'Transfer now',
      consult: 'Ask first',
      hint: 'Arrows choose, Enter transfers at once, Shift+Enter asks first.',
      none: 'Nobody of that name. You can type a number.',
      number: 'number',
      queue: 'queue',
      waiting: (n: number) => enPlural(n, { zero: 'nobody waits', one: '# waits', other: '# wait' }),
      sent: (name: string) => say`The call went to ${name}.`,
    },

    person: {
      region: 'Caller',
      unknown: 'New caller',
      unknownWhy: 'We do not know this number yet. A kind question for the name is enough.',
      name: 'Name as they like it',
      city: 'City',
      language: 'Language',
      languages: { ar: 'Arabic', en: 'English' },
      occasion: 'Occasion',
      edit: 'Edit',
      add: 'Add the name',
      left: { phone: (mood: string, when: string) => say`Last call ${when}, ended ${mood}`, branch: (mood: string, branch: string, when: string) => say`Last visit ${when}, left ${branch} ${mood}` },
      open: (n: number) => enPlural(n, { zero: 'no open promises', one: '# open promise', other: '# open promises' }),
      history: 'Between us so far',
      noHistory: 'This is the first time we talk.',
      phone: 'Phone',
      branch: 'Branch',
      inOut: (first: string, last: string) => say`${first} to ${last}`,
      until: (when: string) => say`until ${when}`,
      saved: 'Saved.',
    },

    why: {
      wants: 'Wants',
      unknown: 'Not known yet',
      correctIntent: 'Correct it',
      other: 'Something else',
      mood: 'Caller’s mood',
      noMood: 'No mood read yet',
      evidence: 'Why?',
      noEvidence: 'Nothing but the usual.',
      correctMood: 'Correct the mood',
      corrected: 'Corrected, thank you.',
      line: 'Mood so far',
      handover: {
        flow: 'came here by the menu', asked: 'asked for a person', mood: 'brought by the mood', emergency: 'an emergency', silence: 'silence', not_understood: 'was not understood',
        limit: 'talked to the machine for long', abuse: 'after abuse of a colleague', agent_lost: 'a colleague’s line broke', fault: 'a fault of the machine',
      },
      sources: { words: 'their words', behaviour: 'their behaviour', voice: 'their voice', agent: 'an agent said so' },
      codes: {
        heated_voice: 'heated voice', silence_after_question: 'silence after the question', repeated_self: 'repeated themselves', repeated_question: 'was asked again',
        repeat_contact: 'called before, not long ago', key_mashing: 'pressed keys again and again', barge_in: 'spoke over the machine', asked_for_human: 'asked for a human', asked_again: 'asked again',
      },
    },

    transcript: {
      title: 'What is being said',
      empty: 'Words show here as soon as somebody speaks.',
      latest: '↓ Latest',
      promise: 'Promise from this line',
      chosen: 'chosen line',
    },

    note: { label: 'Note', place: 'Write a note… (Ctrl+Enter saves)', add: 'Add', added: 'The note is saved.' },

    rail: {
      title: 'Listen · Apologise · Solve · Thank',
      names: { listen: 'Listen', apologise: 'Apologise', solve: 'Solve', thank: 'Thank' },
      states: { not_yet: 'not yet', heard: 'something heard', done: 'done' },
      overrule: (step: string, state: string) => say`${step}: ${state}. Click to correct`,
      byYou: 'you said so',
      talk: (pct: string) => say`The caller talked ${pct} of the time`,
      cut: (n: number) => enPlural(n, { zero: 'you never cut in', one: 'you cut in once', other: 'you cut in # times' }),
    },

    promise: {
      title: 'Promises in this call',
      none: 'Choose a line, then Alt+P.',
      add: 'New promise',
      what: 'What did we promise?',
      keeper: 'Who keeps it?',
      keepers: { phone: 'the phone', branch: 'the branch' },
      until: 'Until when? (in words)',
      untilPlace: 'like: by Sunday, within 24 hours',
      date: 'Date',
      where: 'Which branch?',
      save: 'Save the promise',
      saved: 'The promise is saved.',
      withdrawn: 'The promise is withdrawn.',
      withdraw: 'Withdraw the promise',
      noDate: 'no date',
      states: { suggested: 'suggested', open: 'open', kept: 'kept', partly_kept: 'partly kept', broken: 'broken' },
    },

    wrapUp: {
      title: 'Wrap up the call',
      left: (time: string) => say`${time} left`,
      more: 'More time',
      outcome: 'How did it end?',
      outcomes: { solved: 'solved', promised: 'promised', sent_on: 'sent on', not_solved: 'not solved', no_talk: 'no talk' },
      summary: 'In a sentence or two',
      auto: 'filled in by the machine; change it as you like',
      finish: 'Finish',
      pick: 'First choose how the call ended.',
      done: 'The call is wrapped up.',
      wanted: (what: string) => say`Wanted: ${what}.`,
      mood: (first: string, last: string) => say`Began ${first}, ended ${last}.`,
      promised: (what: string) => say`We promised: ${what}.`,
      noted: (what: string) => say`Note: ${what}.`,
    },

    care: {
      title: 'Care for you',
      meter: (minutes: string) => say`Hard minutes today: ${minutes}`,
      hard: (n: number) => enPlural(n, { zero: 'no hard calls', one: '# hard call', other: '# hard calls' }),
      abuse: (n: number) => enPlural(n, { zero: 'no abuse', one: 'abused once', other: 'abused # times' }),
      yours: 'Counted from your callers, not from your voice.',
      offer: 'You had hard calls. Take a short rest; it is not held against you.',
      rest: 'Take a rest',
      later: 'Not now',
      abuseTitle: 'Abuse by the caller',
      abuseWhat: 'The caller goes to another colleague at once, the abuse is noted in the story of the call, and a rest is offered to you. The caller does not come back to you in this call.',
      abuseDo: 'Hand the call over',
      abuseDone: 'The call is handed over. Take a breath.',
    },

    keys: {
      accept: 'Answer the call', hold: 'Hold or resume', mute: 'Mute or unmute', transfer: 'Transfer', end: 'End the call', promise: 'Promise from the chosen line',
      listen: 'Mark: Listen', apologise: 'Mark: Apologise', solve: 'Mark: Solve', thank: 'Mark: Thank', finish: 'Save the note, or finish the wrap-up', keypad: 'Keypad',
    },
  },
);

/** What a piece of evidence says: our rules' codes in words, the lexicon's phrases as they are. */
export function evidenceText(what: string): string {
  return w.why.codes[what] ?? isolate(what);
}
