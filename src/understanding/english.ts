// Whoever writes in English: is it English, and what do they do with their words? As acts.ts for Chinese; pure.
import type { ActId } from './commands.ts';
import type { PendingQuestion } from './input.ts';

/** More letters than characters. Short answers (OK, YES) are read beside the Chinese ones. */
export function isEnglish(text: string): boolean {
  const letters = text.match(/[A-Z]/g)?.length ?? 0;
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return letters >= 2 && letters > han * 2;
}

const ANSWER = /^[^A-Z0-9]*(?:(?:OK|OKAY|WELL|UM|OH|THANKS|THANK YOU|PLEASE|SORRY)[ ,.!]{1,3})?/;
const YES =
  /^(?:YES|YEAH|YEP|YUP|SURE|OK|OKAY|CORRECT|RIGHT|EXACTLY|OF COURSE|ABSOLUTELY|THAT'?S (?:RIGHT|CORRECT|IT|FINE|OK)|THAT IS (?:RIGHT|CORRECT)|SOUNDS GOOD|GO AHEAD|CONFIRM(?:ED)?|PLEASE DO|(?:I DO|I AM|IT IS)(?=[^A-Z]*$))(?![A-Z'])(?! NOT)/;
const NO =
  /^(?:NO|NOPE|NAH|NOT (?:REALLY|NOW|YET|CORRECT|RIGHT)|WRONG|INCORRECT|I DON'?T THINK SO|NOTHING(?: ELSE)?|THAT'?S (?:ALL|IT FOR NOW|WRONG|NOT (?:RIGHT|CORRECT|IT))|NO NEED)(?![A-Z'])/;
const NOTHING_MORE = /(?<![A-Z])(?:THAT'?S ALL|NOTHING ELSE|NO MORE|THAT IS ALL|THAT'?S IT)(?![A-Z])/;
const NO_TROUBLE =
  /^NO (?:HOT |RUNNING )?(?:WATER|POWER|ELECTRICITY|GAS|HEAT|HEATING|INTERNET|WIFI|SIGNAL|LIGHTS?|ONE|BODY|RESPONSE)(?![A-Z])/;
const WRONG =
  /(?<![A-Z])(?:I MEANT?|SORRY,? (?:IT'?S|I MEANT?)|ACTUALLY|CORRECTION|NOT [A-Z0-9 ]{1,24}[,.] ?(?:IT'?S|BUT)|IT SHOULD BE|SHOULD BE|CHANGE (?:IT|THAT|THE [A-Z]{3,10}) TO|WRONG (?:ROOM|NUMBER|ADDRESS|BUILDING|UNIT|PHONE|TIME))(?![A-Z])/;
const CANCEL =
  /(?<![A-Z])(?:CANCEL(?: IT| THAT| THIS| THE [A-Z]{3,12})?|NEVER ?MIND|FORGET (?:IT|ABOUT IT)|NO LONGER NEED(?:ED)?|DON'?T NEED (?:IT|YOU|ANYONE|A REPAIR|TO COME)|NO NEED TO COME|CALL IT OFF|(?:IT'?S|IT IS|ALREADY|HAS BEEN|GOT|WAS) (?:ALREADY |NOW )?(?:FIXED|SOLVED|RESOLVED|REPAIRED)|WORKS? AGAIN|WORKING AGAIN|I FIXED IT|POWER IS BACK|WATER IS BACK)(?![A-Z])/;
const CANCEL_NOT = /[?]|(?<![A-Z])(?:NOT|ISN'?T|WASN'?T|WHEN|BUT|UNTIL|HOW (?:DO|CAN|TO))(?![A-Z])/;

const ANYWHERE: readonly (readonly [ActId, RegExp])[] = [
  [
    'handoff',
    /(?<![A-Z])(?:(?:REAL |LIVE )?(?:HUMAN|AGENT)(?: PLEASE| BEING| AGENT)|(?:TALK|SPEAK|CHAT|CONNECT ME|TRANSFER ME|PUT ME THROUGH) (?:TO|WITH) (?:A |AN |THE |YOUR |SOME)?(?:REAL |LIVE |HUMAN |ACTUAL )?(?:HUMAN|PERSON|AGENT|SOMEONE|ONE|BODY|MANAGER|STAFF|OPERATOR|SUPERVISOR|REPRESENTATIVE)|(?:WANT|NEED|GET ME|GIVE ME|LET ME (?:TALK|SPEAK)(?: TO)?) (?:A |AN |THE |YOUR )?(?:REAL |LIVE )?(?:HUMAN|PERSON|AGENT|MANAGER|OPERATOR|SUPERVISOR|REPRESENTATIVE)|CUSTOMER SERVICE|NOT (?:A|TO A) (?:ROBOT|BOT|MACHINE)|CALL ME(?: BACK)?)(?![A-Z])|^[^A-Z]*(?:HUMAN|AGENT|OPERATOR|REAL PERSON|MANAGER)[^A-Z]*$/,
  ],
  [
    'repeat',
    /(?<![A-Z])(?:(?:SAY|REPEAT) (?:IT|THAT) AGAIN|REPEAT(?: THAT| IT)?|WHAT DID YOU SAY|PARDON|COME AGAIN|I DON'?T UNDERSTAND|DIDN'?T (?:GET|CATCH|UNDERSTAND) (?:IT|THAT)|WHAT DO YOU MEAN)(?![A-Z])/,
  ],
  ['thanks', /(?<![A-Z])(?:THANKS|THANK (?:YOU|U|GOD)|THX|TY|CHEERS|APPRECIATE(?:D| IT)?|GRATEFUL)(?![A-Z])/],
  [
    'greeting',
    /^[^A-Z]*(?:HI|HELLO|HEY|GOOD (?:MORNING|AFTERNOON|EVENING|DAY)|DEAR (?:SIR|MADAM|ALL|PROPERTY)|GREETINGS|IS (?:ANYONE|ANYBODY|SOMEBODY) (?:THERE|HERE))(?![A-Z])/,
  ],
  [
    'progress',
    /(?<![A-Z])(?:WHEN (?:WILL|IS|ARE|CAN) (?:YOU|SOMEONE|SOMEBODY|ANYONE|THE (?:PLUMBER|ELECTRICIAN|TECHNICIAN|REPAIRMAN|WORKER|GUY)|THEY|IT|HE|SHE) (?:BE )?(?:COMING|COME|ARRIVE|HERE|FIXED|REPAIRED|DONE|READY|FIX)|IS (?:ANYONE|ANYBODY|SOMEONE|SOMEBODY) (?:COMING|ON THE WAY)|ANY (?:UPDATE|NEWS|PROGRESS)|WHAT'?S THE STATUS|STATUS OF|HOW LONG (?:WILL|DO|MORE)|ON (?:YOUR|THE|HIS) WAY|STILL WAITING|(?:NOBODY|NO ?ONE) (?:CAME|HAS COME|SHOWED UP)|WHERE IS THE (?:PLUMBER|ELECTRICIAN|TECHNICIAN|REPAIRMAN))(?![A-Z])/,
  ],
  [
    'urge',
    /(?<![A-Z])(?:HURRY(?: UP)?|ASAP|AS SOON AS POSSIBLE|URGENT(?:LY)?|QUICKLY|RIGHT AWAY|IMMEDIATELY|EMERGENCY|COME QUICK|HELP!|PLEASE HELP)(?![A-Z])/,
  ],
  ['add', /(?<![A-Z])(?:ALSO|ONE MORE THING|ANOTHER THING|BY THE WAY|IN ADDITION|BESIDES|PLUS)(?![A-Z])/],
  ['bye', /(?<![A-Z])(?:BYE|GOODBYE|GOOD NIGHT|SEE YOU|SEE YA|TALK LATER)(?![A-Z])/],
  [
    'abuse',
    /(?<![A-Z])(?:FUCK(?:ING| YOU| OFF)?|ASSHOLE|BITCH|BASTARD|IDIOTS?|MORONS?|STUPID (?:BOT|ROBOT|PEOPLE)|SHUT UP)(?![A-Z])/,
  ],
];
const SKIP =
  /(?<![A-Z])(?:SKIP|I DON'?T KNOW|NOT SURE|NO IDEA|RATHER NOT|PREFER NOT|ANY ?TIME|WHENEVER|UP TO YOU|LATER|NO PHOTOS?|DON'?T HAVE (?:A |ANY )?(?:PHOTO|PICTURE|PHONE)S?)(?![A-Z])/;
const WHY = /(?<![A-Z])(?:WHY DO YOU (?:NEED|ASK|WANT)|WHAT (?:DO YOU NEED|IS) (?:IT|THAT|THIS) FOR|WHY\?)/;

/** `text` is normalised, so in capitals. */
export function readEnglishActs(text: string, pending: PendingQuestion | null): Set<ActId> {
  const acts = new Set<ActId>();
  for (const [act, pattern] of ANYWHERE) if (pattern.test(text)) acts.add(act);
  const said = text.replace(ANSWER, '') || text.replace(/^[^A-Z]*/, '');
  const wantsYesNo = pending !== null && pending.kind !== 'slot';
  if (WRONG.test(text)) acts.add('correct');
  if (CANCEL.test(text) && !CANCEL_NOT.test(text)) acts.add(pending?.kind === 'offer' ? 'no' : 'cancel');
  else if (pending?.kind === 'slot' && SKIP.test(text)) acts.add('skip');
  else if (NO.test(said) && !NO_TROUBLE.test(said)) acts.add('no');
  else if (NOTHING_MORE.test(text) && wantsYesNo) acts.add('no');
  else if (YES.test(said) || (pending === null && /^(?:OK|OKAY|YES)[^A-Z]*$/.test(text))) acts.add('yes');
  if (pending !== null && WHY.test(text)) acts.add('why');
  if (acts.has('correct')) acts.delete('no');
  if (acts.has('handoff')) acts.delete('cancel');
  return acts;
}
