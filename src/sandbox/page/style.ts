/** The page's style sheet, one rule a line: a module, so that the built program carries it. */
export const STYLE = `
:root { --ink: #1d1c1d; --soft: #5b5a5e; --line: #dddde0; --ground: #fff; --shade: #f6f6f8; --side: #1d3557; --side-ink: #eef3fa; --link: #0b5cad; --ok: #1a7f4b; --note: #2f6f9f; --warning: #9a5b00; --failure: #b42318; --unknown: #6b6a70; color-scheme: light; font: 15px / 1.46 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; height: 100dvh; display: grid; grid-template: minmax(0, 1fr) / 13rem minmax(0, 1fr) auto 19rem; color: var(--ink); background: var(--ground); overflow: hidden; }
body.no-world { grid-template-columns: 13rem minmax(0, 1fr) auto 0; }
body.no-world #world { display: none; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 0.5rem; top: 0.5rem; z-index: 9; background: var(--ground); padding: 0.4rem; }
h1 { font-size: 1.05rem; margin: 0 0 0.6rem; }
h2 { font-size: 1rem; margin: 0; }
h3 { font-size: 0.95rem; margin: 0.8rem 0 0.3rem; }
button, select, input, textarea { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid #3b8fd9; outline-offset: 1px; }
nav { background: var(--side); color: var(--side-ink); padding: 0.8rem; overflow: auto; }
nav ul { list-style: none; margin: 0.6rem 0 0; padding: 0; }
nav li button { width: 100%; text-align: left; background: none; border: 0; padding: 0.28rem 0.5rem; border-radius: 6px; cursor: pointer; }
nav li button[aria-current] { background: #3a6a89; color: #fff; }
nav :focus-visible { outline-color: #a8d3f5; }
.who { display: block; font-size: 0.85rem; }
.who select { width: 100%; background: #fff; color: #1d1c1d; border-radius: 6px; border: 0; padding: 0.2rem; }
main, #thread { display: flex; flex-direction: column; min-width: 0; min-height: 0; }
#thread { width: 24rem; border-left: 1px solid var(--line); }
#thread[hidden] { display: none; }
#world { border-left: 1px solid var(--line); overflow: auto; padding: 0 0.8rem 1rem; background: var(--shade); }
.top { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; padding: 0.55rem 0.9rem; border-bottom: 1px solid var(--line); min-height: 3rem; }
#world .top { padding: 0.55rem 0; }
.top button { border: 1px solid var(--line); background: var(--ground); border-radius: 6px; padding: 0.15rem 0.5rem; cursor: pointer; }
#messages, #replies { flex: 1; overflow: auto; padding: 0.5rem 0; }
.message { position: relative; display: flex; gap: 0.6rem; padding: 0.4rem 0.9rem; }
.message:hover, .message:focus-within { background: var(--shade); }
.message.private { background: #fdf8e7; }
.only { margin: 0; font-size: 0.8rem; color: var(--soft); }
.avatar { flex: none; width: 2.25rem; height: 2.25rem; border-radius: 6px; background: #6d5f8d; color: #fff; display: grid; place-items: center; font-weight: 700; }
.avatar.bot { background: var(--side); }
.content { min-width: 0; flex: 1; overflow-wrap: anywhere; }
.by { margin: 0; }
.by time, .by small { color: var(--soft); font-size: 0.78rem; margin-left: 0.4rem; }
.app { background: #e3e3e6; font-size: 0.65rem; border-radius: 3px; padding: 0 0.25rem; margin-left: 0.3rem; vertical-align: middle; }
.said { margin: 0; white-space: pre-wrap; }
.block { margin: 0.15rem 0; }
.block.header h3 { margin: 0.2rem 0; font-size: 1.05rem; }
.rich { white-space: pre-wrap; }
.block ul, .block ol { margin: 0.1rem 0; padding-left: 1.6rem; }
.block.context { color: var(--soft); font-size: 0.85rem; display: flex; flex-wrap: wrap; gap: 0.5rem; }
.block.actions { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0.35rem 0; }
.block.section { display: flex; gap: 0.6rem; justify-content: space-between; }
.body { white-space: pre-wrap; min-width: 0; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 0.3rem; }
pre { background: #f4f4f6; border: 1px solid var(--line); border-radius: 5px; padding: 0.45rem 0.6rem; margin: 0.25rem 0; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; }
code { background: #f0f0f2; border: 1px solid var(--line); border-radius: 4px; padding: 0 0.2rem; color: #8f2a55; font-size: 0.9em; }
pre code { border: 0; background: none; }
blockquote { margin: 0.2rem 0; padding-left: 0.7rem; border-left: 4px solid var(--line); }
a { color: var(--link); }
.mention { background: #e5f1fb; color: var(--link); border-radius: 3px; padding: 0 0.15rem; }
.button { border: 1px solid #b9b9bf; background: var(--ground); border-radius: 5px; padding: 0.22rem 0.7rem; font-weight: 600; cursor: pointer; }
.button:hover { background: var(--shade); }
.button.primary { background: #146c43; border-color: #146c43; color: #fff; }
.button.danger { background: #b42318; border-color: #b42318; color: #fff; }
.button[aria-pressed="true"] { background: #fbe4e1; border-color: var(--failure); color: var(--failure); }
.button:disabled { opacity: 0.5; }
.replies { border: 0; background: none; color: var(--link); font-weight: 600; cursor: pointer; padding: 0.15rem 0; }
.tools { position: absolute; top: -0.5rem; right: 0.7rem; display: flex; gap: 0.2rem; opacity: 0; pointer-events: none; }
.message:hover .tools, .message:focus-within .tools { opacity: 1; pointer-events: auto; }
.tools button { border: 1px solid var(--line); background: var(--ground); border-radius: 5px; font-size: 0.8rem; cursor: pointer; }
.file { margin: 0.2rem 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: 0.15rem 0.5rem; vertical-align: top; }
.align-right { text-align: right; }
.align-center { text-align: center; }
.align-left { text-align: left; }
figure { margin: 0.4rem 0; }
svg { width: 100%; max-width: 36rem; height: auto; font-size: 11px; }
svg polyline { fill: none; stroke-width: 2.5; }
svg line { stroke: var(--line); }
.series-0 { stroke: #1d6fb8; color: #1d6fb8; }
.series-1 { stroke: #b4531d; color: #b4531d; }
.series-2 { stroke: #1a7f4b; color: #1a7f4b; }
.series-3 { stroke: #7a4fa3; color: #7a4fa3; }
rect.series-0 { fill: #1d6fb8; }
rect.series-1 { fill: #b4531d; }
rect.series-2 { fill: #1a7f4b; }
rect.series-3 { fill: #7a4fa3; }
.legend { margin: 0; font-size: 0.85rem; }
.legend span { stroke: none; font-weight: 600; }
.composer { position: relative; display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: end; margin: 0.4rem 0.9rem 0.8rem; border: 1px solid #a9a9b0; border-radius: 8px; padding: 0.4rem; }
.composer[hidden] { display: none; }
.composer textarea { flex: 1; min-width: 8rem; border: 0; resize: none; max-height: 10rem; field-sizing: content; background: none; }
.attach { cursor: pointer; width: 2.2rem; height: 2.2rem; display: grid; place-items: center; border-radius: 5px; font-size: 1.35rem; line-height: 1; }
.attach:hover { background: var(--shade); }
.attach input { position: absolute; width: 1px; height: 1px; opacity: 0; }
.attach:focus-within { outline: 2px solid #3b8fd9; outline-offset: 1px; }
.attached { flex-basis: 100%; margin: 0; font-size: 0.85rem; color: var(--soft); }
[role="listbox"] { position: absolute; bottom: 100%; left: 0; right: 0; margin: 0 0 0.3rem; padding: 0.3rem; list-style: none; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 4px 18px #0003; max-height: 17rem; overflow: auto; z-index: 3; }
[role="option"] { padding: 0.2rem 0.5rem; border-radius: 5px; cursor: pointer; }
[role="option"] small { display: block; color: var(--soft); }
[role="option"][aria-selected="true"] { background: #e5f1fb; }
dialog { border: 0; border-radius: 10px; padding: 0; width: min(34rem, calc(100vw - 1.5rem)); max-height: 92dvh; box-shadow: 0 10px 50px #0006; }
dialog::backdrop { background: #0007; }
.modal header, .modal footer, #confirm footer { display: flex; justify-content: space-between; gap: 0.5rem; padding: 0.7rem 1rem; }
.modal footer, #confirm footer { justify-content: flex-end; }
.modal header button { border: 0; background: none; cursor: pointer; }
.modal-body { padding: 0 1rem; max-height: 65dvh; overflow: auto; }
#confirm form > h2, #confirm form > p { margin: 0.8rem 1rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.field { display: block; margin: 0.5rem 0 0.2rem; }
.field > span { font-weight: 600; display: block; }
.field textarea, .field input:not([type="file"]):not([type="checkbox"]):not([type="radio"]), .field select { width: 100%; border: 1px solid #a9a9b0; border-radius: 6px; padding: 0.35rem; }
fieldset { border: 0; margin: 0; padding: 0; }
.choice { display: flex; gap: 0.4rem; align-items: baseline; }
.choice small { display: block; color: var(--soft); }
.hint { color: var(--soft); }
.error { color: var(--failure); margin: 0.2rem 0; }
.error:empty { display: none; }
.home { padding: 0 1.2rem 1rem; max-width: 50rem; }
.empty, .undrawn, .picture { color: var(--soft); padding: 0 0.9rem; }
.hops { list-style: none; margin: 0.6rem 0; padding: 0; }
.hops li { position: relative; display: grid; grid-template-columns: 1.7rem 1fr; column-gap: 0.5rem; padding: 0 0 0.6rem; }
.hops li:not(:last-child)::before { content: ""; position: absolute; left: 0.75rem; top: 1.75rem; bottom: 0.1rem; border-left: 2px solid var(--line); }
.hops .sign { grid-row: span 2; width: 1.65rem; height: 1.65rem; border-radius: 50%; display: grid; place-items: center; color: #fff; background: var(--unknown); font-weight: 700; }
.hops small { color: var(--soft); overflow-wrap: anywhere; }
.hops .ok .sign { background: var(--ok); }
.hops .note .sign { background: var(--note); }
.hops .warning .sign { background: var(--warning); }
.hops .failure .sign { background: var(--failure); }
.hops .unknown .sign { background: var(--unknown); }
.switches { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.3rem; }
.switches button { width: 100%; text-align: left; font-weight: 500; }
#world details { margin: 0.4rem 0; }
#world pre { font-size: 0.78rem; background: var(--ground); }
#toast { position: fixed; left: 50%; bottom: 1.2rem; transform: translateX(-50%); margin: 0; background: #1d1c1d; color: #fff; padding: 0.5rem 0.9rem; border-radius: 8px; max-width: 90vw; z-index: 10; overflow-wrap: anywhere; }
#toast[hidden] { display: none; }
.emoji { display: inline-grid; place-items: center; width: 1.2em; height: 1.2em; border-radius: 50%; background: var(--unknown); color: #fff; font-size: 0.85em; font-weight: 700; line-height: 1; }
.emoji.good { background: var(--ok); }
.emoji.hint { background: var(--note); }
.emoji.care { background: var(--warning); }
.emoji.bad { background: var(--failure); }
.flash { animation: flash 1s; }
@keyframes flash { from { background: #e5f1fb; } }
@media (prefers-reduced-motion: reduce) {
  .flash { animation: none; }
}
@media (max-width: 1100px) {
  body, body.no-world { grid-template-columns: 12rem minmax(0, 1fr) auto; }
  #world { position: fixed; inset: 0 0 0 auto; width: min(20rem, 100vw); z-index: 4; box-shadow: 0 0 30px #0004; }
}
@media (max-width: 700px) {
  body, body.no-world { grid-template: auto minmax(0, 1fr) / minmax(0, 1fr); }
  nav { padding: 0.4rem 0.6rem; display: flex; flex-wrap: wrap; gap: 0.3rem; align-items: center; max-height: 32dvh; }
  nav h1 { display: none; }
  nav ul { display: flex; flex-wrap: wrap; gap: 0.1rem; margin: 0; }
  nav li button { padding: 0.15rem 0.4rem; font-size: 0.85rem; }
  .who { display: flex; gap: 0.4rem; align-items: center; white-space: nowrap; }
  #thread { position: fixed; inset: 0; width: auto; background: var(--ground); z-index: 3; }
  .fields { grid-template-columns: 1fr; }
  .tools { position: static; opacity: 1; pointer-events: auto; }
  .message { flex-wrap: wrap; }
  .content { flex-basis: calc(100% - 3rem); }
  .tools { flex-basis: 100%; }
}
body > nav { grid-column: 1; }
body > main { grid-column: 2; }
body > #thread { grid-column: 3; }
body > #world { grid-column: 4; }
@media (max-width: 700px) {
  body > nav, body > main { grid-column: 1; }
}
.narrow { display: none; }
@media (max-width: 1100px) {
  .narrow { display: block; }
}
.tour { margin: 0.2rem 0; padding-left: 1.4rem; columns: 2; column-gap: 1.8rem; font-size: 0.85rem; }
.clock { display: flex; flex-wrap: wrap; gap: 0.3rem; margin: 0.3rem 0 0.8rem; }
.clock time { flex-basis: 100%; }
.tour .done { color: var(--soft); text-decoration: line-through; }
.tour [aria-current] { font-weight: 700; }
`;
