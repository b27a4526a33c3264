const WORD = /^[A-Z]+$/;

/** What kind of partition a key names, without the ids in it: `TENANT#ten_01#RUN#run_01#` is `TENANT/RUN`. */
export const partitionKind = (partition: string): string =>
  partition
    .split('#')
    .filter((part, position) => position % 2 === 0 && WORD.test(part))
    .join('/');
