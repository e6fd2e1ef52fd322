/** Words that tell nothing of a product, in the languages that most catalogs are in, in folded spelling. In a mixed catalog no one of them is in half of the products, which is what makes other words too common. */
export const stopWords: ReadonlySet<string> = new Set(
  [
    'a an and are as at be by for from has have in is it its no not of off on or our so that the their these this those to was will with you your',
    'als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen einer eines er es fur für hat ich ihr im in ist mit nach nicht noch nur ob oder ohne sein sich sie sind so uber über um und uns unter vom von vor war was wenn wie wir wird zu zum zur',
    'au aux avec ce ces cette dans de des du elle en est et il ils je la le les leur leurs mais ne nous on ou par pas plus pour qui sa se ses son sont sur un une vous votre',
    'al como con de del el ella en es esta este la las le lo los mas más no nos para pero por que se sin su sus un una uno y',
    'al alla anche che con da dal dalla dei del della delle di gli ha il in la le lo nel nella non per piu più si sono su sul sulla un una uno',
    'aan als bij dat de deze die een en er het hij in is met naar niet of om ook op te tot uit van voor wordt zijn',
    'bir bu da daha de en gibi her ile icin için mi ne olan olarak şu ve veya ya',
    'और इस उस एक कर का की के को जो तक तो था थी थे ने पर भी में यह या ये वह वे से हर है हैं ही हो',
    'أن أو إلى التي الذي الى ان او ثم على عن في كل لا ما مع من هذا هذه هو هي و',
    'กับ การ ของ จาก ซึ่ง ได้ ที่ นี้ ใน เป็น มี และ หรือ ให้',
    'から この こと した して する その たい です など ない ます また まで もの よう より',
  ].flatMap((words) => words.split(' ')),
);
