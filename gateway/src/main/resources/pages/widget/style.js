// One sheet, constructed: it works where inline styles are forbidden, and the page's own rules do not reach it.

export const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{all:initial!important;display:block!important;position:fixed!important;z-index:2147483000!important;bottom:0!important;right:0!important;font:15px/1.45 system-ui,"Segoe UI",Roboto,sans-serif!important;color:var(--ink)!important;
--surface:#fff;--soft:#f1f4f8;--line:#dfe4ec;--ink:#1b2330;--quiet:#586273;--bad:#b3261e;--shade:0 8px 32px #10182838}
:host([data-side=left]){right:auto!important;left:0!important}
*{box-sizing:border-box;margin:0;font:inherit;color:inherit}
[hidden]{display:none!important}
button{cursor:pointer;border:0;background:none;padding:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
svg{width:20px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;display:block}
.launcher,.prompt,.window{position:absolute;bottom:94px;right:20px;box-shadow:var(--shade);background:var(--surface);border-radius:16px}
:host([data-side=left]) :is(.launcher,.prompt,.window){right:auto;left:20px}
.launcher,.mine .text,.send,header{background:var(--accent);color:var(--on)}
.launcher,.send,.face{display:grid;place-items:center}
.launcher{bottom:20px;width:58px;height:58px;border-radius:50%}.launcher svg{width:26px}
.badge{position:absolute;top:-3px;right:-3px;min-width:22px;padding:0 6px;border-radius:11px;background:#b3261e;color:#fff;font-size:13px;line-height:22px;text-align:center}
.prompt{width:min(290px,calc(100vw - 40px));border-bottom-right-radius:4px;display:flex;align-items:start;animation:rise .25s}
.say{flex:1;padding:14px 0 14px 18px;text-align:start;overflow-wrap:anywhere}
.x{padding:12px;color:var(--quiet)}.x svg{width:16px}
.window{width:376px;height:min(620px,calc(100dvh - 114px));display:flex;flex-direction:column;overflow:hidden;animation:rise .2s}
header{padding:14px 12px 14px 18px;display:flex;gap:12px;align-items:center}
header :focus-visible{outline-color:var(--on)}
h2{font-weight:650;font-size:16px;overflow-wrap:anywhere}
header p{font-size:13px}
header div+div{flex:1;min-width:0}
header button{padding:8px;border-radius:8px}
.faces{display:flex}.face{width:38px;height:38px;border-radius:50%;background:var(--on);color:var(--accent);overflow:hidden;box-shadow:0 0 0 2px var(--accent)}
.face+.face{margin-inline-start:-10px}.face img{width:100%;height:100%;object-fit:cover}
.strip{padding:8px 18px;font-size:13.5px;background:#fff6dd;color:#5b4300}.quiet{background:var(--soft);color:var(--quiet)}
.link{text-decoration:underline;font-weight:600;margin-inline-start:8px}
.list{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:16px 16px 8px;display:flex;flex-direction:column}
.item{max-width:82%;margin-top:10px;align-self:start}.more{margin-top:3px}
.mine{align-self:end;text-align:end}
.text,.dots{padding:9px 13px;border-radius:16px;background:var(--soft);border-bottom-left-radius:4px}
.text{display:inline-block;text-align:start;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}
.mine .text{border-radius:16px 16px 4px 16px}
.who,.note,.state,.fine,.error{font-size:13px;color:var(--quiet);padding:2px 4px}
.note{align-self:center;text-align:center;margin-top:14px}
.state{display:block}.failed .state,.error{color:var(--bad)}.failed .text{opacity:.65}
.dots{margin-top:10px;align-self:start;display:flex;gap:5px}
.dots i{width:7px;height:7px;margin:4px 0;border-radius:50%;background:var(--quiet);animation:blink 1.2s infinite}.dots i+i{animation-delay:.2s}.dots i+i+i{animation-delay:.4s}
.latest{position:absolute;bottom:84px;left:50%;transform:translateX(-50%);background:var(--ink);color:var(--surface);font-size:13px;border-radius:14px;padding:5px 14px}
p{white-space:pre-wrap;overflow-wrap:anywhere}
form>p{margin:6px 14px 0}
.composer{border-top:1px solid var(--line);padding:10px;display:flex;align-items:end;gap:6px}
.composer:focus-within{box-shadow:inset 0 2px var(--accent)}
textarea{flex:1;resize:none;border:0;background:none;padding:9px;max-height:130px}
textarea:focus-visible{outline:0}
.send{width:40px;height:40px;border-radius:10px}.send:disabled{background:var(--soft);color:#8791a1;cursor:default}
@keyframes rise{from{opacity:0;transform:translateY(12px)}}
@keyframes blink{30%{opacity:.25}}
@media(max-width:480px){.window{position:fixed;inset:0!important;width:auto;height:100dvh;border-radius:0}textarea{font-size:16px}:host([data-open]) .launcher{display:none}}
@media(prefers-reduced-motion:reduce){*{animation:none!important}}
@media(prefers-color-scheme:dark){:host{--surface:#1c2330;--soft:#2a3342;--line:#364152;--ink:#e8ecf2;--quiet:#a5afbf;--bad:#ff8a80}.strip{background:#4a3b10;color:#ffe9ad}}
@media print{:host{display:none!important}}
`);

/** Black or white, whichever is read better on the colour (WCAG 2 relative luminance). */
export function inkOn(colour) {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000000' : '#ffffff';
}
