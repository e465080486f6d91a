// What a host page includes: <script src="https://…/embed.js" data-language="ar" async></script>
// It draws one button, and opens the caller's page in a frame when it is pressed. The host's styles do not reach it, nor its
// styles the host: everything is in a shadow tree. Attributes: data-language (ar, en), data-side (start, end), data-theme.

const TEXTS = {
  ar: { open: 'تحدّث معنا', close: 'إخفاء', calling: 'أنت في مكالمة', frame: 'مكالمة مع خدمة العملاء' },
  en: { open: 'Talk to us', close: 'Hide', calling: 'You are in a call', frame: 'A call with customer service' },
};

const STYLE = `
:host { all: initial !important; display: block !important; position: fixed !important; z-index: 2147483647 !important;
  inset-block-end: 16px !important; inset-inline: 16px !important; block-size: 0 !important; pointer-events: none !important;
  visibility: visible !important; opacity: 1 !important; color-scheme: light dark !important; }
.at { position: absolute; inset-block-end: 0; inset-inline-end: 0; display: grid; justify-items: end; gap: 12px; pointer-events: auto;
  font: 16px/1.5 "IBM Plex Sans Arabic", "Noto Sans Arabic", "Segoe UI", Tahoma, system-ui, sans-serif; }
.at[data-side=start] { inset-inline: 0 auto; justify-items: start; }
button { font: inherit; font-weight: 600; min-block-size: 48px; padding: 8px 20px; border-radius: 24px; cursor: pointer;
  color: light-dark(#ffffff, #10191c); background: light-dark(#004f63, #7fd3e8); border: 2px solid light-dark(#ffffff, #10191c);
  box-shadow: 0 2px 10px #0000004d; }
button:focus-visible { outline: 3px solid light-dark(#004f63, #7fd3e8); outline-offset: 2px; }
section { inline-size: min(380px, calc(100vw - 32px)); block-size: min(600px, calc(100vh - 96px)); overflow: hidden;
  border: 1px solid light-dark(#777d84, #868e97); border-radius: 12px; background: light-dark(#fdfcfa, #14171a); box-shadow: 0 4px 24px #0000004d; }
section[hidden] { display: none; }
iframe { inline-size: 100%; block-size: 100%; border: 0; display: block; }
`;

function language(script: HTMLElement): 'ar' | 'en' {
  const wanted = script.dataset.language ?? document.documentElement.lang;
  return wanted.toLowerCase().startsWith('en') ? 'en' : 'ar';
}

function embed(script: HTMLScriptElement): void {
  const origin = new URL(script.src).origin;
  const host = document.createElement('wasl-call');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const at = document.createElement('div');
  const panel = document.createElement('section');
  const button = document.createElement('button');
  let frame: HTMLIFrameElement | null = null;
  let calling = false;
  at.className = 'at';
  panel.id = 'panel';
  panel.hidden = true;
  panel.setAttribute('role', 'dialog');
  button.type = 'button';
  button.setAttribute('aria-controls', 'panel');
  at.append(panel, button);
  root.append(at);

  const show = () => {
    const texts = TEXTS[language(script)];
    at.lang = language(script);
    at.dir = at.lang === 'ar' ? 'rtl' : 'ltr';
    at.dataset.side = script.dataset.side === 'start' ? 'start' : 'end';
    if (script.dataset.theme === 'light' || script.dataset.theme === 'dark') at.style.colorScheme = script.dataset.theme;
    panel.setAttribute('aria-label', texts.frame);
    button.textContent = panel.hidden ? (calling ? texts.calling : texts.open) : texts.close;
    button.setAttribute('aria-expanded', String(!panel.hidden));
  };
  // Hidden, not taken away: a call goes on behind the button.
  const turn = (open: boolean) => {
    panel.hidden = !open;
    if (open && !frame) panel.append((frame = frameOf(origin, script)));
    show();
    if (open) frame?.focus();
    else button.focus();
  };
  button.addEventListener('click', () => turn(panel.hidden));
  panel.addEventListener('keydown', (event) => event.key === 'Escape' && turn(false));
  window.addEventListener('message', ({ data, source, origin: from }) => {
    if (from !== origin || !frame || source !== frame.contentWindow) return;
    if (data?.wasl === 'close') turn(false);
    if (data?.wasl === 'calling') {
      calling = data.calling === true;
      show();
    }
  });
  new MutationObserver(() => {
    show();
    frame?.contentWindow?.postMessage({ wasl: 'language', language: language(script) }, origin);
  }).observe(script, { attributes: true });
  show();
  // Beside the body, and in the top layer: a host that moves, clips or redraws what it has leaves the button where it is.
  document.documentElement.append(host);
  host.popover = 'manual';
  host.showPopover?.();
}

/** The caller's page; it may use the microphone, and asks for it when its own button is pressed. */
function frameOf(origin: string, script: HTMLElement): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  const theme = script.dataset.theme;
  frame.src = `${origin}/call?language=${language(script)}${theme ? `&theme=${encodeURIComponent(theme)}` : ''}`;
  frame.allow = 'microphone; autoplay';
  frame.title = TEXTS[language(script)].frame;
  return frame;
}

const script = document.currentScript ?? document.querySelector('script[src$="/embed.js"]');
if (script instanceof HTMLScriptElement) embed(script);

export {};
