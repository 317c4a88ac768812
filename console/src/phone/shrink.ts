// Makes a photo small enough for a weak network, and takes away what the camera writes into it (place, device).
const LONGEST_SIDE = 1600;
const QUALITY = 0.75;

export async function shrink(file: File): Promise<{ bytes: ArrayBuffer; type: string }> {
  const picture = await createImageBitmap(file).catch(() => null);
  // What this phone cannot read, the house may: it looks at the content itself.
  if (picture === null) return { bytes: await file.arrayBuffer(), type: file.type || 'image/jpeg' };
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  if (blob === null) throw new Error('这张照片没有处理好，请重拍一张');
  return { bytes: await blob.arrayBuffer(), type: 'image/jpeg' };
}
