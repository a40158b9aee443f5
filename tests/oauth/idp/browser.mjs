// A person at a browser, for tests: headless Chromium that goes through the pages of idp.mjs.
//   node browser.mjs allow URL [USER-CODE]   signs in and consents, for this machine or for a device
//   node browser.mjs deny URL [USER-CODE]    signs in, cancels when asked for consent
//   node browser.mjs cancel URL              cancels when asked to sign in
//   node browser.mjs close URL               closes the window there: nothing comes back
//   node browser.mjs look URL                only loads a page, and all that the page loads
//   node browser.mjs probe                   starts and ends: is there a browser that works here?
// Prints ONE line of JSON. Where it ended, with exit status 0:
//   {"url": as the address bar shows it, "title", "text", "pages": those it went through}
// or {"error": why it came to no end, "pages"} with exit status 1, after 60 s at the latest.
// It reaches loopback alone. The environment may name the program: CHROMIUM.
import fs from 'node:fs';
import path from 'node:path';

const PATIENCE_MS = 60000;
const [mode, start, userCode] = process.argv.slice(2);

// The pages of the server: how each is known, what is typed, what goes on and what goes back.
const cancel = 'a:has-text("Cancel")';
const known = [
  { name: 'code', is: 'input[name=user_code][type=text]', type: { user_code: userCode }, yes: 'button[type=submit]' },
  { name: 'device', is: 'input[name=confirm]', yes: 'button[autofocus]' },
  { name: 'login', is: 'input[name=login]', type: { login: 'alice', password: 'any' }, yes: 'button[type=submit]', no: cancel },
  { name: 'consent', is: 'input[name=prompt][value=consent]', yes: 'button[type=submit]', no: cancel },
];
const stops = { allow: null, deny: 'consent', cancel: 'login', close: 'login', look: null, probe: null };
const pages = [];

function end(status, line) {
  fs.writeSync(1, `${JSON.stringify(line)}\n`);
  process.exit(status); // Chromium ends when its pipe to us does
}

function program() {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const files = (process.env.PATH ?? '').split(':').flatMap((dir) => names.map((name) => path.join(dir, name)));
  const found = process.env.CHROMIUM ?? files.find((file) => fs.existsSync(file));
  if (!found) throw new Error('there is no chromium');
  return found;
}

// Other machines are neither reached nor asked for by name, also not by what Chromium does of its own accord. It has
// no sandbox (as playwright-core has it unless told otherwise), since there is none for root and in containers.
async function launch() {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: program(),
    args: ['--no-proxy-server', '--disable-quic', '--disable-gpu',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]'],
  });
}

async function which(page) {
  for (const one of known) if (await page.locator(one.is).count()) return one;
  return null;
}

// A link or button, and the document that it leads to, which may be the page that nobody answered.
async function press(page, button) {
  const arrived = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  await page.locator(button).first().click();
  await arrived;
  await page.waitForLoadState();
}

async function walk(page) {
  for (let one = await which(page); one; one = await which(page)) {
    pages.push(one.name);
    if (one.name === stops[mode]) {
      if (mode !== 'close') await press(page, one.no);
      return;
    }
    for (const [name, text] of Object.entries(one.type ?? {})) await page.fill(`input[name=${name}]`, text);
    await press(page, one.yes);
  }
  if (stops[mode]) throw new Error(`no page asked for ${stops[mode]}`);
}

async function visit(browser) {
  const page = await browser.newPage();
  let sent = start;
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) sent = request.url();
  });
  await page.goto(start);
  if (mode !== 'look') await walk(page);
  await page.waitForLoadState('networkidle'); // which leaves time for the icon, too
  const isUnanswered = page.url().startsWith('chrome-error:');
  const text = (await page.locator('body').innerText()).replace(/\s+/g, ' ').slice(0, 400);
  return { url: isUnanswered ? sent : page.url(), title: await page.title(), text, pages };
}

setTimeout(() => end(1, { error: `no end after ${PATIENCE_MS} ms`, pages }), PATIENCE_MS);
// Who started it with a pipe and is gone has no use for it; with /dev/null, as $BROWSER is, it goes on alone.
if (fs.fstatSync(0).isFIFO()) process.stdin.resume().on('end', () => process.exit(1));
try {
  if (!(mode in stops)) throw new Error(`no way to go: ${mode}`);
  const browser = await launch();
  const line = mode === 'probe' ? { version: browser.version() } : await visit(browser);
  await browser.close();
  end(0, line);
} catch (error) {
  end(1, { error: error.message.split('\n')[0], pages });
}
