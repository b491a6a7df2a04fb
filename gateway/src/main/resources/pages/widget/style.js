// One sheet, constructed: it works where inline styles are forbidden, and the page's own rules do not reach it.

export const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{all:initial!important;display:block!important;position:fixed!important;z-index:2147483000!important;bottom:0!important;right:0!important;
font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif!important;color:#1b2330!important;
--surface:#fff;--soft:#f1f4f8;--line:#dfe4ec;--ink:#1b2330;--quiet:#586273;--bad:#b3261e}
:host([data-side=left]){right:auto!important;left:0!important}
*{box-sizing:border-box;margin:0;font:inherit;color:inherit}
[hidden]{display:none!important}
button{cursor:pointer;border:0;background:none;padding:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;display:block}
.launcher{position:absolute;bottom:20px;right:20px;width:58px;height:58px;border-radius:50%;background:var(--accent);color:var(--on);display:grid;place-items:center;box-shadow:0 6px 20px #10182840;transition:transform .15s}
.launcher:hover{transform:scale(1.05)}
.badge{position:absolute;top:-3px;right:-3px;min-width:22px;padding:0 6px;border-radius:11px;background:var(--bad);color:#fff;font-size:13px;font-weight:600;line-height:22px;text-align:center;box-shadow:0 0 0 2px #fff}
.prompt{position:absolute;bottom:94px;right:20px;width:290px;background:var(--surface);border-radius:16px;border-bottom-right-radius:4px;box-shadow:0 8px 30px #10182833;display:flex;align-items:start;animation:rise .25s}
.prompt .say{flex:1;padding:14px 0 14px 18px;text-align:start;overflow-wrap:anywhere}
.prompt .x{padding:12px;color:var(--quiet)}.prompt .x svg{width:16px;height:16px}
.window{position:absolute;bottom:94px;right:20px;width:376px;height:min(620px,calc(100dvh - 114px));background:var(--surface);border-radius:16px;box-shadow:0 12px 48px #10182840;display:flex;flex-direction:column;overflow:hidden;animation:rise .2s}
:host([data-side=left]) :is(.launcher,.prompt,.window){right:auto;left:20px}
header{background:var(--accent);color:var(--on);padding:14px 12px 14px 18px;display:flex;gap:12px;align-items:center}
header :focus-visible{outline-color:var(--on)}
header h2{font-weight:650;font-size:16px;overflow-wrap:anywhere}
header p{font-size:13px;opacity:.92}
header div:nth-child(2){flex:1;min-width:0}
header button{padding:8px;border-radius:8px}header button svg{width:20px;height:20px}
.faces{display:flex}.face{width:38px;height:38px;border-radius:50%;background:var(--on);color:var(--accent);display:grid;place-items:center;font-weight:650;overflow:hidden;box-shadow:0 0 0 2px var(--accent)}
.face+.face{margin-inline-start:-10px}.face img{width:100%;height:100%;object-fit:cover}
.strip{padding:8px 18px;font-size:13.5px;background:#fff6dd;color:#5b4300;display:flex;gap:10px;flex-wrap:wrap}
.strip.quiet{background:var(--soft);color:var(--quiet)}
.link{text-decoration:underline;font-weight:600}
.list{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:16px 16px 8px;display:flex;flex-direction:column}
.item{max-width:82%;margin-top:10px;align-self:start}.item.more{margin-top:3px}
.mine{align-self:end;text-align:end}
.who{font-size:12.5px;color:var(--quiet);padding:0 4px 2px}
.text{display:inline-block;text-align:start;padding:9px 13px;border-radius:16px;background:var(--soft);white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;border-bottom-left-radius:4px}
.mine .text{background:var(--accent);color:var(--on);border-radius:16px;border-bottom-right-radius:4px}
.text a{text-decoration:underline}
.note{align-self:center;text-align:center;font-size:13px;color:var(--quiet);max-width:95%;margin-top:14px}
.state{display:block;font-size:12.5px;color:var(--quiet);padding:2px 4px}.failed .state{color:var(--bad)}.failed .text{opacity:.65}
.state button{margin-inline-start:8px}
.dots{margin-top:10px;align-self:start;background:var(--soft);border-radius:16px;padding:12px 14px;display:flex;gap:5px}
.dots i{width:7px;height:7px;border-radius:50%;background:var(--quiet);animation:blink 1.2s infinite}.dots i:nth-child(2){animation-delay:.2s}.dots i:nth-child(3){animation-delay:.4s}
.latest{position:absolute;bottom:84px;left:50%;transform:translateX(-50%);background:var(--ink);color:var(--surface);font-size:13px;border-radius:14px;padding:5px 14px}
.gate{border-top:1px solid var(--line);padding:14px 18px;display:grid;gap:10px;font-size:14px;max-height:60%;overflow:auto}
.gate p{white-space:pre-wrap;overflow-wrap:anywhere}.gate div{display:flex;gap:8px}
input{width:100%;border:1px solid #8791a1;border-radius:8px;padding:9px 11px;background:var(--surface)}
.solid{background:var(--accent);color:var(--on);border-radius:8px;padding:9px 16px;font-weight:600}
.plain{border:1px solid #8791a1;border-radius:8px;padding:8px 16px}
.fine{font-size:12.5px;color:var(--quiet);padding:8px 18px 0;white-space:pre-wrap}
.error{color:var(--bad);font-size:13px}form>.error{padding:6px 18px 0}
.composer{border-top:1px solid var(--line);padding:10px;display:flex;align-items:end;gap:6px}
textarea{flex:1;resize:none;border:0;outline:0;background:none;padding:9px;max-height:130px;min-height:40px;color:var(--ink)}
.composer:focus-within{box-shadow:inset 0 2px var(--accent)}
.send{width:40px;height:40px;border-radius:10px;background:var(--accent);color:var(--on);display:grid;place-items:center}
.send:disabled{background:var(--soft);color:#8791a1;cursor:default}.send svg{width:20px;height:20px}
@keyframes rise{from{opacity:0;transform:translateY(12px)}}
@keyframes blink{30%{opacity:.25}}
@media(max-width:480px){.window{position:fixed;inset:0!important;width:auto;height:100dvh;border-radius:0;padding-bottom:env(safe-area-inset-bottom)}textarea,input{font-size:16px}:host([data-open]) .launcher{display:none}.prompt{width:min(290px,calc(100vw - 40px))}}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
@media(prefers-color-scheme:dark){:host{--surface:#1c2330;--soft:#2a3342;--line:#364152;--ink:#e8ecf2;--quiet:#a5afbf;--bad:#ff8a80;color:#e8ecf2!important}.badge{background:#c62828}.strip{background:#4a3b10;color:#ffe9ad}}
@media print{:host{display:none!important}}
`);

/** Black or white, whichever is read better on the colour (WCAG 2 relative luminance). */
export function inkOn(colour) {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000000' : '#ffffff';
}
