import { linkify } from '/widget/links.js';
import { equal, test } from './check.js';

const hrefs = (text) => linkify(text).filter((it) => it.href).map((it) => it.href);
const whole = (text) => linkify(text).map((it) => it.text).join('');

test('links: http, https and mailto become links, the rest stays text', () => {
  equal(linkify('see https://shop.example/a?b=c and mailto:anna@shop.example now'), [
    { text: 'see ' },
    { text: 'https://shop.example/a?b=c', href: 'https://shop.example/a?b=c' },
    { text: ' and ' },
    { text: 'mailto:anna@shop.example', href: 'mailto:anna@shop.example' },
    { text: ' now' },
  ]);
});

for (const text of [
  'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', 'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)', 'file:///etc/passwd', 'blob:https://shop.example/1', 'https://user@evil.example/',
  'https://shop.example:secret@evil.example/', 'https://', 'https://[::bad', 'mailto:', 'mailto:a@b?bcc=all@shop.example',
  'www.shop.example', '//evil.example', 'view-source:ftp://x',
])
  test(`links: no link in ${JSON.stringify(text)} (104)`, () => {
    equal(hrefs(text), []);
    equal(whole(text), text);
  });

test('links: a host of mixed or foreign scripts is shown in punycode (104)', () => {
  equal(linkify('https://аррӏе.example/login'), [
    { text: 'https://xn--80ak6aa92e.example/login', href: 'https://xn--80ak6aa92e.example/login' },
  ]);
  equal(linkify('https://pаypal.example/')[0].text, 'https://xn--pypal-4ve.example/');
});

test('links: umlauts of one Latin script stay readable', () => {
  equal(linkify('https://bücher.example/')[0].text, 'https://bücher.example/');
});

test('links: the full stop and the bracket of the sentence are not part of the link', () => {
  equal(hrefs('(see https://shop.example/a_(b)). Or https://shop.example/x, or https://shop.example/y?!'), [
    'https://shop.example/a_(b)', 'https://shop.example/x', 'https://shop.example/y',
  ]);
});

test('links: quotes and angle brackets end a link', () => {
  equal(hrefs('<a href="https://shop.example/"onmouseover="alert(1)">'), ['https://shop.example/']);
});

test('links: a long hostile text takes no time', () => {
  const before = performance.now();
  linkify('https://' + '('.repeat(4000));
  linkify('http://a.b/'.repeat(400));
  linkify(')'.repeat(2000) + 'https://x.example/' + ')'.repeat(2000));
  const took = performance.now() - before;
  if (took > 200) throw new Error(`took ${took} ms`);
});
