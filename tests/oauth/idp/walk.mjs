// A person at a browser that cannot reach us, for tests: goes through the pages of idp.mjs by plain requests.
//   node walk.mjs allow URL [USER-CODE]   signs in as alice and consents, for this machine or for a device
//   node walk.mjs deny URL                signs in, cancels when asked for consent
// Prints ONE line: the address that it was sent to away from the server, which is not opened; or the title of the
// last page, for a device. LOGIN in the environment is another name to sign in with.
const [mode, start, userCode] = process.argv.slice(2);
const server = new URL(start).origin;
const jar = new Map();
const PAGES_MAX = 20;

async function ask(url, form) {
  const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
  const body = form && new URLSearchParams(form);
  const answer = await fetch(url, { method: body ? 'POST' : 'GET', headers, body, redirect: 'manual' });
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name, value] = cookie.match(/^([^=]*)=([^;]*)/);
    jar.set(name, value);
  }
  return answer;
}

// What the page asks for, or null when it asks for nothing.
function answerTo(page) {
  const hidden = (name) => page.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];
  if (/name="user_code" (autofocus )?[^>]*type="text"|type="text"[^>]*name="user_code"/.test(page)) {
    return { xsrf: hidden('xsrf'), user_code: userCode };
  }
  if (/name="confirm"/.test(page)) return { xsrf: hidden('xsrf'), user_code: hidden('user_code') ?? userCode, confirm: 'yes' };
  if (/name="login"/.test(page)) return { prompt: 'login', login: process.env.LOGIN ?? 'alice', password: 'any' };
  if (/value="consent"/.test(page)) return { prompt: 'consent' };
  return null;
}

let url = start;
let form;
for (let i = 0; i < PAGES_MAX; i++) {
  const answer = await ask(url, form);
  form = undefined;
  const to = answer.headers.get('location');
  if (to) {
    url = new URL(to, url).href;
    if (!url.startsWith(server)) {
      console.log(url);
      process.exit(0);
    }
    continue;
  }
  const page = await answer.text();
  form = answerTo(page);
  if (!form) {
    console.log(page.match(/<title>([^<]*)/)?.[1] ?? answer.status);
    process.exit(userCode ? 0 : 1);
  }
  if (form.prompt === 'consent' && mode === 'deny') {
    url = new URL(page.match(/href="([^"]*\/abort)"/)[1], url).href;
    form = undefined;
  } else {
    url = new URL(page.match(/<form[^>]* action="([^"]*)"/)?.[1] ?? url, url).href;
  }
}
process.exit(1);
