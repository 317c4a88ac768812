// The entrance of the pages for a phone: small, without the parts of the desk.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Phone } from './phone.tsx';
import './phone.css';

const place = document.getElementById('phone');
if (place)
  createRoot(place).render(
    <StrictMode>
      <Phone />
    </StrictMode>,
  );
