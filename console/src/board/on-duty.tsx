// 现在值班: by department, with the number it is reached at.
import type { Board } from '../base/shapes.ts';

export function OnDuty({ duty }: { duty: Board['duty'] }) {
  return (
    <>
      <h2>现在值班</h2>
      <dl className="duty">
        {duty.map(({ department, phone, people }) => (
          <div key={department}>
            <dt>
              {department} <small>{phone}</small>
            </dt>
            <dd>{people.length === 0 ? <em>没有人值班</em> : people.map((each) => each.name).join('、')}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
